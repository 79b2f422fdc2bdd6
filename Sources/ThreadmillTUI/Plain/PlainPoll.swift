// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Blocks until one of a few descriptors has something to say.
package enum PlainPoll {
  /// How long a reader that takes nothing holds up an end that somebody has asked for.
  static let patience = Duration.seconds(1)

  /// Waits for input on any descriptor, for a reader to go away, or for room where an output is behind;
  /// that output is written then.
  ///
  /// - Parameters:
  ///   - descriptors: What to read from; -1 never has anything.
  ///   - outputs: Marked closed if their reader has gone.
  ///   - limit: The longest wait; `nil` is for ever. Rounded up, so that time has really passed.
  /// - Returns: For each descriptor whether it can be read, which includes its end.
  static func wait(
    for descriptors: [Int32],
    outputs: [LineOutput],
    upTo limit: Duration?
  ) -> [Bool] {
    var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    for output in outputs {
      // Without events asked for, what comes all the same is an error or a hang-up.
      let events = output.isBehind ? Int16(POLLOUT) : 0
      let descriptor = output.isClosed ? -1 : output.descriptor
      polls.append(pollfd(fd: descriptor, events: events, revents: 0))
    }
    let milliseconds = limit.map { Int32(clamping: max(0, Int($0 / .milliseconds(1)) + 1)) } ?? -1
    let count = poll(&polls, nfds_t(polls.count), milliseconds)
    guard count > 0 else { return descriptors.map { _ in false } }
    for (output, poll) in zip(outputs, polls.dropFirst(descriptors.count)) {
      let isGone = Int32(poll.revents) & ~POLLOUT != 0
      if isGone { output.close() } else if poll.revents != 0 { output.flush() }
    }
    return polls.prefix(descriptors.count).map { $0.revents != 0 }
  }

  /// Waits until all outputs have been written, for as long as that takes.
  ///
  /// Once the end has been asked for, only as long as somebody reads: a reader that takes nothing for a
  /// second is not waited for, and the next signal ends it at once.
  ///
  /// - Parameters:
  ///   - outputs: What is to be written.
  ///   - signals: They ask for the end; `nil` if they end the process by themselves.
  ///   - isEnding: Whether the end has been asked for already.
  /// - Returns: The first signal that asked for the end meanwhile, if one did.
  package static func finish(
    _ outputs: [LineOutput],
    signals: (any SignalSource)? = nil,
    isEnding: Bool = false
  ) -> Int32? {
    var first: Int32?
    var deadline = isEnding ? Monotonic.now + patience : nil
    while outputs.contains(where: \.isBehind) {
      let limit = deadline.map { $0 - Monotonic.now }
      if let limit, limit <= .zero { break }
      let written = outputs.map(\.written)
      let isReadable = wait(for: [signals?.descriptor ?? -1], outputs: outputs, upTo: limit)
      if isReadable[0], let signal = signals?.take().first(where: { $0 != SIGCONT }) {
        if deadline != nil { break }
        first = signal
        deadline = Monotonic.now + patience
      } else if deadline != nil, outputs.map(\.written) != written {
        deadline = Monotonic.now + patience
      }
    }
    return first
  }
}
