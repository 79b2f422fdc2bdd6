// SPDX-License-Identifier: Apache-2.0

/// The life of a future: `pending`, then perhaps `running`, then one of the other three for ever.
public enum FutureState: Sendable, Hashable {
  /// Not started; it can still be cancelled.
  case pending
  /// Started; it can no longer be cancelled.
  case running
  /// It has a value.
  case finished
  /// It has an error other than cancellation.
  case failed
  /// It was cancelled.
  case cancelled
}
