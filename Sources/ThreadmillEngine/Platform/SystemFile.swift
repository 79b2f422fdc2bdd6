// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Files in which the kernel tells facts as text.
enum SystemFile {
  /// What is in a file.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - limit: bytes after which reading stops; on a host with many containers `mountinfo` has some
  ///     hundred kilobytes.
  /// - Returns: `nil` if it cannot be read.
  static func text(_ path: String, upTo limit: Int = 4 << 20) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = unsafe read(file, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
