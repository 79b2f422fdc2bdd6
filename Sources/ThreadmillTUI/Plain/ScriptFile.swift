// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads a file of commands.
enum ScriptFile {
  /// The largest script, 1 MiB: a wrong file is recognised before it fills the memory.
  private static let largest = 1 << 20

  /// The lines of a file; `-` is standard input.
  static func lines(of path: String) -> Result<[String], CommandError> {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return refusal(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    let input = LineInput(descriptor: descriptor)
    var lines: [String] = []
    var size = 0
    while !input.isAtEnd {
      errno = 0
      let new = input.read()
      if input.isAtEnd, errno != 0 { return refusal(path, String(cString: strerror(errno))) }
      lines += new
      size += new.reduce(0) { $0 + $1.utf8.count + 1 }
      if size > largest { return refusal(path, "it is larger than 1 MiB") }
    }
    return .success(lines)
  }

  private static func refusal(_ path: String, _ reason: String) -> Result<[String], CommandError> {
    .failure(
      CommandError(
        .value,
        "script FILE must be a file that can be read, got \(CommandParser.show(path)): \(reason)"
      )
    )
  }
}
