// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file without a name for what a test wants to read again.
package final class ScratchFile: Sendable {
  /// Open for reading and writing, until the object is gone.
  package let descriptor: Int32

  /// An empty file.
  package init() {
    var name = ScratchPlace.template
    descriptor = mkstemp(&name)
    precondition(descriptor >= 0, "no scratch file (errno \(errno))")
    unlink(name)
  }

  /// A file that holds `text`, read from the beginning.
  package convenience init(_ text: String) {
    self.init()
    let bytes = Array(text.utf8)
    precondition(write(descriptor, bytes, bytes.count) == bytes.count)
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }

  /// A path under which it can be opened again.
  package var path: String { "/proc/self/fd/\(descriptor)" }

  /// All that is in it, wherever its writer stands.
  package var text: String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = pread(descriptor, &buffer, buffer.count, text.count)
      guard count > 0 else { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Its lines; the last one must be ended, too.
  package var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
