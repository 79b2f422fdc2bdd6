// SPDX-License-Identifier: Apache-2.0

/// How the runners of ``EventDemo`` learn that they may go.
package enum StartSignal: String, Sendable, Hashable, CaseIterable {
  /// They sleep until an event is set.
  case event
  /// They look at a flag from time to time.
  case poll
}
