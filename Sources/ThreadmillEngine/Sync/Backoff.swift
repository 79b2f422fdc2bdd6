// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// A bounded spin: worth its while only where another CPU can change what is waited for.
struct Backoff {
  /// Rounds of waiting before it is cheaper to sleep: about one wake of a sleeping thread, 20 µs.
  static let limit = CPUs.available > 1 ? 400 : 0

  private var round = 0
  private let limit: Int

  /// - Parameter limit: rounds at most; where no other CPU is, none.
  init(upTo limit: Int = .max) { self.limit = min(limit, Self.limit) }

  /// Spins a moment.
  ///
  /// - Returns: `false` once the bound is reached and the caller should sleep.
  @inline(__always)
  mutating func spin() -> Bool {
    guard round < limit else { return false }
    round += 1
    tm_spin_hint()
    return true
  }
}
