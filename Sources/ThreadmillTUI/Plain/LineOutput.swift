// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Appends lines to a descriptor; nothing that a terminal acts on gets through.
///
/// A reader that goes away closes the output quietly. A reader that does not read blocks it only as
/// long as `interrupt` is silent, so that a signal is always answered.
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
  package let descriptor: Int32
  private let interrupt: Int32
  /// Whether a prompt stands at the beginning of the present line.
  private var isAfterPrompt = false

  /// Creates an output; SIGPIPE must be ignored by whoever owns the process.
  ///
  /// - Parameters:
  ///   - descriptor: Where to write; stays open.
  ///   - ascii: Whether to write ASCII only.
  ///   - interrupt: A descriptor that becomes readable when waiting for the reader must end, or -1.
  package init(descriptor: Int32, ascii: Bool, interrupt: Int32 = -1) {
    self.descriptor = descriptor
    self.isASCII = ascii
    self.interrupt = interrupt
  }

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

  /// Says that the person has ended the line of the prompt with Enter.
  package func promptAnswered() { isAfterPrompt = false }

  /// The exit code of a program that could not write all of its output; `nil` as long as it can.
  package var exitCode: Int32? {
    guard isClosed else { return nil }
    return failure == nil ? ExitCode.ended(by: SIGPIPE) : ExitCode.failure
  }

  /// Writes nothing any more.
  package func close() { isClosed = true }

  private func write(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count, !isClosed {
      guard waitUntilWritable() else { return }
      let end = min(bytes.count, start + Self.chunk)
      let count = bytes[start..<end].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        start += count
      } else if errno != EINTR && errno != EAGAIN {
        if errno != EPIPE { failure = String(cString: strerror(errno)) }
        isClosed = true
      }
    }
  }

  /// Waits for room; gives up for good when the interrupt comes first.
  private func waitUntilWritable() -> Bool {
    var polls = [
      pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let count = poll(&polls, nfds_t(polls.count), -1)
      if count < 0 && errno == EINTR { continue }
      // Errors and hang-ups show themselves in the write.
      if count < 0 || polls[0].revents != 0 { return true }
      if polls[1].revents != 0 {
        isClosed = true
        return false
      }
    }
  }
}
