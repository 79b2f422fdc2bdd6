// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The small program that tests run on a pseudo-terminal.
package enum Probe {
  /// Its path: it is built beside the test runner.
  package static var path: String {
    let runner = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      let count = buffer.baseAddress.map { readlink("/proc/self/exe", $0, buffer.count) } ?? 0
      let bytes = buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:))
      return String(decoding: bytes, as: UTF8.self)
    }
    let folder = runner.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/terminal-probe"
  }

  /// The environment of an ordinary terminal, with no question after a crash.
  package static func environment(
    term: String = "xterm-256color",
    locale: String = "C.UTF-8",
    _ more: [String] = []
  ) -> [String] {
    [
      "TERM=\(term)", "LC_ALL=\(locale)", "PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no",
    ] + more
  }
}
