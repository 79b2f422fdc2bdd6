// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How long whoever finds a queue empty steps back before it looks again, learned from what it finds then.
///
/// In a stream, a consumer that takes each item the moment it comes is at the same lines of cache as the
/// producer all the time, and both wait for those: a third of the throughput. If it stays away until some
/// dozens are there, they travel together. Where one item comes at a time, an answer to a question, it
/// would only be late: there it learns to look soon.
struct StreamPause: ~Copyable, Sendable {
  /// Spins before the first look, about 40 ns each.
  private let spins = Atomic<Int>(16)

  /// Items that are worth coming for: 64 is what the line of cache with the lock costs.
  private static let batch = 64

  var now: Int { spins.load(ordering: .relaxed) }

  /// Learns from a look after a pause.
  ///
  /// - Parameters:
  ///   - depth: items that were there.
  ///   - limit: items that may be there; with more than a quarter of them, producers are about to wait.
  borrowing func found(_ depth: Int, limit: Int) {
    let before = now
    let wanted = min(Self.batch, limit / 4)
    let after = depth <= 1 || depth > 2 * wanted ? before / 2 : depth < wanted ? before * 2 : before
    // Others may learn at the same moment; that one of them is forgotten does no harm.
    if after != before { spins.store(min(max(after, 8), 256), ordering: .relaxed) }
  }
}
