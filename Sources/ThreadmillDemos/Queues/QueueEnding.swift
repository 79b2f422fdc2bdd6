// SPDX-License-Identifier: Apache-2.0

/// How consumers learn that no more items will come.
package enum QueueEnding: String, Sendable, Hashable, CaseIterable {
  /// The queue is closed.
  case close
  /// A last item for each of them, which means the end.
  case pill
}
