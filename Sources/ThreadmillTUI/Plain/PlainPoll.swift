// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Blocks until one of a few descriptors has something to say.
enum PlainPoll {
  /// Waits for input on any descriptor, or for the reader of `output` to go away.
  ///
  /// - Parameters:
  ///   - descriptors: What to read from; -1 never has anything.
  ///   - output: Marked closed if its reader has gone.
  ///   - limit: The longest wait; `nil` is for ever. Rounded up, so that time has really passed.
  /// - Returns: For each descriptor whether it can be read, which includes its end.
  static func wait(
    for descriptors: [Int32],
    output: LineOutput,
    upTo limit: Duration?
  ) -> [Bool] {
    var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // No events asked for: what comes all the same is an error or a hang-up.
    polls.append(pollfd(fd: output.isClosed ? -1 : output.descriptor, events: 0, revents: 0))
    let milliseconds = limit.map { Int32(clamping: max(0, Int($0 / .milliseconds(1)) + 1)) } ?? -1
    let count = poll(&polls, nfds_t(polls.count), milliseconds)
    guard count > 0 else { return descriptors.map { _ in false } }
    if polls[descriptors.count].revents != 0 { output.close() }
    return polls.prefix(descriptors.count).map { $0.revents != 0 }
  }
}
