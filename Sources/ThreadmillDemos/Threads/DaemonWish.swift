// SPDX-License-Identifier: Apache-2.0

/// All that the child process of the daemon demo is told while it lives, as a line.
///
/// Each says how everything is to be, not what has changed: the last one is right, whatever came before.
package struct DaemonWish: Sendable, Hashable {
  /// What it is to do; how long main goes on stays as it was.
  package var orders: DaemonOrders
  /// Whether its time stands still.
  package var isPaused: Bool

  /// Creates a wish.
  package init(_ orders: DaemonOrders, isPaused: Bool) {
    (self.orders, self.isPaused) = (orders, isPaused)
  }

  /// Reads a line; `nil` if it is none.
  package init?(line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard let orders = DaemonOrders(words: Array(words.dropFirst())) else { return nil }
    self.init(orders, isPaused: words.first == "pause")
  }

  /// The line.
  package var line: String {
    ([isPaused ? "pause" : "go"] + orders.words).joined(separator: " ")
  }
}
