// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine

/// How long something took, on the wall and in CPU time of all threads, in seconds.
struct Interval {
  var wall: Double
  var cpu: Double

  /// Times `body`; the clock of CPU time, 0.5 µs a read, is read outside of the wall time.
  static func of(_ body: () throws -> Void) rethrows -> Interval {
    let cpuBefore = cpuNanoseconds(CLOCK_PROCESS_CPUTIME_ID)
    let before = MonotonicClock.nanoseconds
    try body()
    let after = MonotonicClock.nanoseconds
    let cpuAfter = cpuNanoseconds(CLOCK_PROCESS_CPUTIME_ID)
    return Interval(
      wall: Double(after - before) / 1e9,
      cpu: Double(cpuAfter - cpuBefore) / 1e9
    )
  }

  /// CPU time so far of the process or of the calling thread; ended threads count in the former.
  static func cpuNanoseconds(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
