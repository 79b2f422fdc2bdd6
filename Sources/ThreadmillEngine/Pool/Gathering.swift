// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// Lets the queue grow before a worker looks into it again, while others than workers submit tasks under
/// 1 µs faster than it pays to fetch them one by one.
///
/// Submitter and worker otherwise fight for the lines of the queue, and both take three times as long
/// for a task (870 against 200 ns of the submitter's time, measured on two processors). The pause
/// doubles from look to look as long as it brings what it costs, and halves when it does not: where
/// several wait for their own tasks, one each, it is next to nothing. It ends with the first look that
/// finds nothing.
struct Gathering {
  /// Tasks that are worth a look at the queue.
  private static var enough: Int { 24 }
  /// Of the longest pause: 512 rounds, some 12 µs.
  private static var longest: Int { 9 }
  /// Rounds of a pause that are worth one task: some 300 ns.
  private static var roundsPerTask: Int { 12 }

  private var taken = 0
  /// The next pause has 2 to the power of this many rounds; 0 is none.
  private var power = 0
  private var hasPaused = false
  /// Whether what was found last came from others than workers.
  private var isStream = false

  /// Notes that a task of the last look begins.
  mutating func took() { taken += 1 }

  /// Waits, if that pays, before the next look.
  mutating func pause(isBrief: Bool) {
    defer { taken = 0 }
    guard isBrief && isStream && taken > 0 else {
      power = 0
      hasPaused = false
      return
    }
    if hasPaused && taken * Self.roundsPerTask < 1 << power {
      power = max(1, power - 1)
    } else if taken < Self.enough {
      power = min(power + 1, Self.longest)
    }
    hasPaused = taken < Self.enough
    if hasPaused { for _ in 0..<(1 << power) { tm_spin_hint() } }
  }

  /// Notes what a look has found.
  mutating func looked(isStream: Bool) { self.isStream = isStream }

  /// Notes that the last look has found nothing.
  mutating func foundNothing() {
    power = 0
    hasPaused = false
  }
}
