// SPDX-License-Identifier: Apache-2.0

/// Which private modes a program has left switched on, read from what it wrote.
package struct ModeLedger: Sendable {
  /// The modes that were switched on and not off again.
  package private(set) var isOn: Set<Int> = []
  /// The modes that were switched off last, cursor (25) included.
  package private(set) var isOff: Set<Int> = []

  /// Reads every `CSI ? n h` and `CSI ? n l`.
  package init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let start = rest.firstIndex(of: 0x1B) {
      rest = rest[(start + 1)...]
      guard rest.starts(with: [0x5B, 0x3F]) else { continue }
      rest = rest.dropFirst(2)
      let parameters = rest.prefix { (0x30...0x3B).contains($0) }
      rest = rest.dropFirst(parameters.count)
      for number in parameters.split(separator: 0x3B) {
        guard let mode = Int(String(decoding: number, as: UTF8.self)) else { continue }
        note(mode, rest.first)
      }
    }
  }

  private mutating func note(_ mode: Int, _ final: UInt8?) {
    if final == UInt8(ascii: "h") {
      isOn.insert(mode)
      isOff.remove(mode)
    } else if final == UInt8(ascii: "l") {
      isOn.remove(mode)
      isOff.insert(mode)
    }
  }
}
