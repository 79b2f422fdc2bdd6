// SPDX-License-Identifier: Apache-2.0

/// What follows an Esc that no person typed, taken in byte by byte.
struct EscapeSequence: Sendable {
  /// What a byte means to the sequence.
  enum Step: Sendable {
    /// More must come.
    case more
    /// It was the last.
    case end
    /// It is none of the sequence, which breaks off before it.
    case stranger
  }

  private enum Kind: Sendable {
    /// CSI: parameters, then one letter.
    case control
    /// SS3: one letter, maybe a number before it.
    case letter
    /// DCS, OSC, APC: text up to BEL or ST.
    case text
  }

  /// As much as any key sends, with the Esc at the beginning.
  private(set) var bytes: [UInt8]
  /// Whether the last byte was an Esc, the first half of ST.
  private(set) var endsInEscape = false
  private var kind: Kind

  /// Longer than the sequence of any key.
  private static let longest = 16

  /// Begins; `nil` if that byte begins no sequence.
  init?(afterEscape byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["): kind = .control
    case UInt8(ascii: "O"): kind = .letter
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "_"): kind = .text
    default: return nil
    }
    bytes = [0x1B, byte]
  }

  /// Takes the next byte.
  mutating func take(_ byte: UInt8) -> Step {
    let step = step(byte)
    if step != .stranger, bytes.count < Self.longest { bytes.append(byte) }
    return step
  }

  private mutating func step(_ byte: UInt8) -> Step {
    switch kind {
    case .control:
      // The console's function keys have a second bracket, then one letter.
      if bytes.count == 2, byte == UInt8(ascii: "[") { kind = .letter; return .more }
      return (0x20...0x3F).contains(byte) ? .more : Self.isLetter(byte) ? .end : .stranger
    case .letter:
      return (0x30...0x3B).contains(byte) ? .more : Self.isLetter(byte) ? .end : .stranger
    case .text:
      if endsInEscape { return byte == UInt8(ascii: "\\") ? .end : .stranger }
      endsInEscape = byte == 0x1B
      if byte == 0x07 || byte == 0x9C { return .end }
      return byte >= 0x20 || endsInEscape ? .more : .stranger
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x40...0x7E).contains(byte) }
}
