// SPDX-License-Identifier: Apache-2.0
import CPseudoTerminal
import Glibc

/// A pipe for what a child says beside the terminal.
package final class OutputPipe {
  private let readEnd: Int32
  private(set) var writeEnd: Int32
  private var text: [UInt8] = []

  /// Opens a pipe.
  ///
  /// - Throws: ``SystemFailure`` if no descriptor is left.
  package init() throws {
    var ends: (Int32, Int32) = (-1, -1)
    let error = pt_pipe(&ends.0, &ends.1)
    guard error == 0 else { throw SystemFailure("pipe", error) }
    (readEnd, writeEnd) = ends
  }

  deinit {
    closeWriteEnd()
    close(readEnd)
  }

  func closeWriteEnd() {
    if writeEnd >= 0 { close(writeEnd) }
    writeEnd = -1
  }

  /// All that was said until `marker` came, the child ended, or the time was over.
  package func read(until marker: String? = nil, upTo duration: Duration) -> String {
    let deadline = Deadline(after: duration)
    let pattern = Array((marker ?? "\u{0}").utf8)
    while text.occurrences(of: pattern) == 0, !deadline.hasPassed {
      let more = DescriptorReader.read(readEnd, until: deadline, atMost: 65536)
      if more.isEmpty { break }
      text += more
    }
    return String(decoding: text, as: UTF8.self)
  }
}
