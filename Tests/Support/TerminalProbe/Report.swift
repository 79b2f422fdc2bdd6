// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Tells the test something, beside the terminal.
func report(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Waits a few milliseconds.
func wait(for descriptors: [Int32], upTo milliseconds: Int32) {
  var states = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  _ = poll(&states, nfds_t(states.count), milliseconds)
}

/// Waits for one of the descriptors; never longer than 20 seconds, so that no test leaves one behind.
func wait(for descriptors: [Int32]) {
  var states = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  if poll(&states, nfds_t(states.count), 20_000) == 0 { exit(99) }
}
