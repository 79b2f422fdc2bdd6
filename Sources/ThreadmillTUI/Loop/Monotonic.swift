// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The clock that the run loop and line mode read.
enum Monotonic {
  /// Time since some moment in the past; it never goes back.
  static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
