// SPDX-License-Identifier: Apache-2.0

/// Whether the task that waits is asked to stop.
///
/// A thread can sleep on one word only, and what it waits for has its own. So it looks from time to time.
@safe
struct Interruption {
  // Safety: both live as long as the task runs, and no wait outlives its task.
  private unowned(unsafe) let slot: WorkerSlot
  private unowned(unsafe) let pace: Pace

  /// How soon a stop is noticed, in nanoseconds: less than a frame of a screen, and seldom enough to
  /// cost nothing.
  private static var look: Int64 { 20_000_000 }

  init(slot: WorkerSlot, pace: Pace) {
    unsafe self.slot = slot
    unsafe self.pace = pace
  }

  var isRequested: Bool { unsafe slot.isCancelRequested || pace.isStopped }

  /// Until when to sleep before the next look; `nil` is for ever.
  static func nextLook(_ interruption: Interruption?, _ deadline: Deadline?) -> Deadline? {
    guard interruption != nil else { return deadline }
    let next = MonotonicClock.nanoseconds.saturatingAdd(look)
    return Deadline(nanoseconds: min(next, deadline?.nanoseconds ?? .max))
  }
}
