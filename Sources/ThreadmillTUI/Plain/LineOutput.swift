// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Appends lines to a descriptor without ever waiting; nothing that a terminal acts on gets through.
///
/// What the reader does not take at once is kept here and goes out when ``PlainPoll`` finds room for it.
/// A reader that goes away closes the output quietly.
package final class LineOutput {
  /// Bytes that a pipe takes at once when `poll` calls it writable.
  private static let chunk = 4096

  /// Whether ASCII only is written.
  package let isASCII: Bool
  /// Whether the reader has gone, or writing has failed for good.
  package private(set) var isClosed = false
  /// Why writing has failed, such as a full disk; `nil` also when the reader has gone.
  package private(set) var failure: String?
  /// Where it writes.
  let descriptor: Int32
  /// Bytes that have been written.
  private(set) var written = 0
  /// A description of the terminal that is ours alone, to be closed; -1 if there is none.
  private let own: Int32
  private let limit: Int
  /// What was not written yet begins behind the first `start` bytes.
  private var waiting: [UInt8] = []
  private var start = 0
  /// Whether a prompt stands at the beginning of the present line.
  private var isAfterPrompt = false

  /// Creates an output; SIGPIPE must be harmless to the process.
  ///
  /// - Parameters:
  ///   - descriptor: Where to write; stays open.
  ///   - ascii: Whether to write ASCII only.
  ///   - limit: Bytes that may wait for the reader before ``isFull`` says so. The seed's lines of
  ///     a million tasks are less.
  package init(descriptor: Int32, ascii: Bool, limit: Int = 64 << 20) {
    isASCII = ascii
    self.limit = limit
    // `^S` holds a terminal in the middle of a write. Its descriptor belongs to the shell as well and must
    // go on blocking.
    own =
      isatty(descriptor) == 1
      ? open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1
    self.descriptor = own >= 0 ? own : descriptor
  }

  deinit {
    if own >= 0 { Glibc.close(own) }
  }

  /// Whether something waits for the reader.
  package var isBehind: Bool { !isClosed && start < waiting.count }

  /// Whether so much waits that nothing should be added that can be had later.
  package var isFull: Bool { !isClosed && waiting.count - start >= limit }

  /// Writes one line.
  package func line(_ text: String) { lines([text]) }

  /// Writes lines, several in one write.
  package func lines(_ texts: [String]) {
    guard !texts.isEmpty else { return }
    var bytes: [UInt8] = []
    if isAfterPrompt { bytes.append(UInt8(ascii: "\n")) }
    isAfterPrompt = false
    for text in texts {
      bytes += PlainText.harmless(text, ascii: isASCII).utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    write(bytes)
  }

  /// Writes one line as it is: for JSON, whose writer has escaped what is dangerous and which is
  /// UTF-8 in every locale.
  package func line(verbatim text: String) { write(Array((text + "\n").utf8)) }

  /// Writes a prompt; the next line starts behind it if nobody has pressed Enter since.
  package func prompt(_ text: String) {
    guard !isAfterPrompt else { return }
    isAfterPrompt = true
    write(Array(PlainText.harmless(text, ascii: isASCII).utf8))
  }

  /// Leaves a prompt that nobody has answered behind.
  package func leavePrompt() {
    guard isAfterPrompt else { return }
    isAfterPrompt = false
    write([UInt8(ascii: "\n")])
  }

  /// Says that the line of the prompt has ended without us: by Enter, or by the shell after `^Z`.
  package func promptAnswered() { isAfterPrompt = false }

  /// The exit code of a program that could not write all of its output; `nil` as long as it can.
  package var exitCode: Int32? {
    guard isClosed else { return nil }
    return failure == nil ? ExitCode.ended(by: SIGPIPE) : ExitCode.failure
  }

  /// Writes nothing any more.
  package func close() { isClosed = true }

  /// Writes as much of what waits as the reader takes now.
  package func flush() {
    while isBehind, isWritable {
      let end = min(waiting.count, start + Self.chunk)
      let count = waiting[start..<end].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        start += count
        written += count
      } else if count == 0 || errno == EAGAIN {
        break
      } else if errno != EINTR {
        if errno != EPIPE { failure = String(cString: strerror(errno)) }
        isClosed = true
      }
    }
    // Bytes move only when as many have gone, so each moves once on average.
    guard isClosed || start * 2 >= waiting.count else { return }
    waiting.removeFirst(isClosed ? waiting.count : start)
    start = 0
  }

  private func write(_ bytes: [UInt8]) {
    guard !isClosed else { return }
    waiting += bytes
    flush()
  }

  /// Whether a write would not wait; errors and hang-ups show themselves in it.
  private var isWritable: Bool {
    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&room, 1, 0) > 0
  }
}
