// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Looks again and again until `isTrue`, for what announces itself to nobody: the end of a thread,
/// the freeing of an object.
///
/// - Parameters:
///   - limit: when to give up; five times as long under ThreadSanitizer.
///   - isTrue: what is waited for.
/// - Returns: whether it became true.
package func eventually(within limit: Duration = .seconds(10), _ isTrue: () -> Bool) -> Bool {
  let clock = ContinuousClock()
  let end = clock.now.advanced(by: limit * Load.patience)
  while !isTrue() {
    if clock.now >= end { return false }
    usleep(500)
  }
  return true
}

/// Blocks the thread for a time, where time itself is what is tested.
package func pauseThread(_ duration: Duration) {
  let (seconds, attoseconds) = duration.components
  var request = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  var rest = timespec()
  while nanosleep(&request, &rest) != 0 && errno == EINTR { request = rest }
}
