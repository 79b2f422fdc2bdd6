// SPDX-License-Identifier: Apache-2.0

/// Puts lines together from bytes that come in pieces.
package struct LineSplitter: Sendable {
  private var rest: [UInt8] = []

  /// Creates one that has seen nothing.
  package init() {}

  /// Takes bytes in.
  ///
  /// - Returns: the lines that are complete now, without their ends.
  package mutating func lines(with bytes: some Sequence<UInt8>) -> [String] {
    rest.append(contentsOf: bytes)
    var parts = rest.split(separator: 10, omittingEmptySubsequences: false)
    guard let last = parts.popLast() else { return [] }
    rest = Array(last)
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }

  /// What has come without an end of line; empty if there is nothing.
  package var remainder: String { String(decoding: rest, as: UTF8.self) }
}
