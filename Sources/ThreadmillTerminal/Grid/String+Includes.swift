// SPDX-License-Identifier: Apache-2.0

extension String {
  /// Whether `part` stands somewhere in it, byte for byte.
  ///
  /// `contains(_: String)` lives in the regular expression library, which release builds leave out:
  /// it costs 1 MB of memory.
  package func includes(_ part: some StringProtocol) -> Bool {
    let bytes = Array(utf8)
    let wanted = Array(part.utf8)
    guard wanted.count <= bytes.count else { return false }
    return (0...bytes.count - wanted.count).contains { start in
      bytes[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}
