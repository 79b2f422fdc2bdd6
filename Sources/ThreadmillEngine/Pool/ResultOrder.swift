// SPDX-License-Identifier: Apache-2.0

/// The order in which results are handed out.
public enum ResultOrder: Sendable, Hashable {
  /// In the order of the inputs.
  case input
  /// As they are finished.
  case completion
}
