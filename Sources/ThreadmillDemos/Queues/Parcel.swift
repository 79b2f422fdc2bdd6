// SPDX-License-Identifier: Apache-2.0

/// An item that knows when it was made.
package struct Parcel: Sendable, Hashable {
  /// Its number in its round.
  package var item: Int
  /// When it was made, in real time since the start of the run; pauses do not count.
  package var madeAt: Duration

  /// Creates a parcel.
  package init(item: Int, madeAt: Duration) {
    self.item = item
    self.madeAt = madeAt
  }
}
