// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// The pauses between two looks at what somebody else holds or is about to bring: longer each time.
///
/// Whoever looks again at once gets a lock at once, and its line of cache with it, so that two processors
/// that want the same lock pay for the way between them each time. Whoever steps back for a microsecond lets
/// the other one do many rounds meanwhile, and then does as many itself. After a few looks it gives its
/// processor away, in case the other one waits for that.
///
/// Source: `SpinWait` of parking_lot_core.
struct StepBack {
  private var round = 0
  private let pauses: Int
  private let yields: Int

  /// Spins before the processor is given away; where no other CPU is, none.
  private static let spins = CPUs.available > 1 ? 3 : 0

  /// - Parameters:
  ///   - pauses: of the first spin; each one after it is twice as long.
  ///   - yields: how often the processor is given away.
  init(pauses: Int, yields: Int) {
    self.pauses = pauses
    self.yields = Self.spins == 0 ? 0 : yields
  }

  /// Waits a moment.
  ///
  /// - Returns: `false` once it is cheaper to sleep.
  mutating func next() -> Bool {
    guard round < Self.spins + yields else { return false }
    if round < Self.spins {
      for _ in 0..<pauses << round { tm_spin_hint() }
    } else {
      sched_yield()
    }
    round += 1
    return true
  }
}
