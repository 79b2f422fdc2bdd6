// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file without a name for what a test wants to read again.
final class ScratchFile {
  let descriptor: Int32

  init() {
    var name = Array("/tmp/threadmill-test-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    unlink(name)
  }

  /// A file that holds `text`, read from the beginning.
  convenience init(_ text: String) {
    self.init()
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
    lseek(descriptor, 0, SEEK_SET)
  }

  deinit { close(descriptor) }

  /// A path under which it can be opened again.
  var path: String { "/proc/self/fd/\(descriptor)" }

  /// All that is in it.
  var text: String {
    lseek(descriptor, 0, SEEK_SET)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Its lines; the last one must be ended, too.
  var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
