// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Time that only goes forward, for the waits of line mode.
enum PlainClock {
  /// Time since some instant in the past.
  static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}
