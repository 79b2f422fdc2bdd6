// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Takes lines from a descriptor as they come, without ever waiting.
package final class LineInput {
  /// The longest line; what goes beyond is cut, so that no input can fill the memory.
  private static let longestLine = 64 * 1024

  /// What is polled for reading.
  package let descriptor: Int32
  /// Whether nothing can come any more.
  package private(set) var isAtEnd = false
  private var buffer: [UInt8] = []

  /// Creates an input; the descriptor stays open.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Reads once; call it when `poll` says that there is something.
  ///
  /// - Returns: Complete lines, and at the end of input the last one even without a line end.
  package func read() -> [String] {
    var bytes = [UInt8](repeating: 0, count: 16 * 1024)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
    guard count > 0 else {
      isAtEnd = true
      defer { buffer = [] }
      return buffer.isEmpty ? [] : [Self.text(buffer)]
    }
    var lines: [String] = []
    for byte in bytes[..<count] {
      if byte == UInt8(ascii: "\n") {
        lines.append(Self.text(buffer))
        buffer = []
      } else if buffer.count < Self.longestLine {
        buffer.append(byte)
      }
    }
    return lines
  }

  private static func text(_ bytes: [UInt8]) -> String {
    let end = bytes.last == UInt8(ascii: "\r") ? bytes.count - 1 : bytes.count
    return String(decoding: bytes[..<end], as: UTF8.self)
  }
}
