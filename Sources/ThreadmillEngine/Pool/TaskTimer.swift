// SPDX-License-Identifier: Apache-2.0

/// Reads the clocks for the tasks of one worker: the exact one as seldom as the sampler says, the
/// coarse one, which costs a fifth, for all others.
struct TaskTimer {
  private var sampler = TimestampSampler()
  /// The last look at the exact clock.
  private var lastLook: Int64 = 0
  /// The last look at the coarse one: a task begins when the one before it has ended.
  private var lastTick: Int64 = 0

  /// One task in so many is timed.
  var stride: Int { sampler.stride }

  /// Whether tasks are under 1 µs, so that the lock of a queue would show.
  var isBrief: Bool {
    #if THREADMILL_NO_TELEMETRY
      // Nobody measures; hands are within reach of others all the same.
      true
    #else
      sampler.stride == TimestampSampler.longestStride
    #endif
  }

  /// A task begins.
  ///
  /// - Returns: monotonic nanoseconds, or 0 if the task is not timed.
  mutating func taskBegins() -> Int64 {
    // The gap first: also where it is this task's turn, it tells that tasks are not short any more.
    guard sampler.shouldTime(after: lastTick - lastLook) || sampler.shouldTime() else { return 0 }
    lastLook = MonotonicClock.nanoseconds
    return lastLook
  }

  /// The task has ended that had begun at `start`.
  ///
  /// - Returns: monotonic nanoseconds, as of the last tick if the task was not timed; and its
  ///   service time, or -1.
  mutating func taskEnds(begun start: Int64) -> (end: Int64, service: Int64) {
    guard start != 0 else {
      lastTick = max(MonotonicClock.coarseNanoseconds, lastLook)
      return (lastTick, -1)
    }
    lastLook = MonotonicClock.nanoseconds
    lastTick = lastLook
    sampler.note(service: lastLook - start)
    return (lastLook, lastLook - start)
  }

  /// Times the next task.
  mutating func reset() { sampler.reset() }
}
