// SPDX-License-Identifier: Apache-2.0

/// Turns what ncurses reads, bytes and key numbers, into keys.
///
/// Bytes, not wide characters: in ncurses one invalid byte swallows up to fifteen keys after it. What
/// means nothing here (Alt with a letter, modified cursor keys, a terminal's answers) is left out
/// whole, so that its pieces never act as commands.
package struct KeyDecoder: Sendable {
  /// The beginning of a character whose rest has not arrived.
  private var partial: [UInt8] = []

  package init() {}

  /// Decodes all events of one reading.
  ///
  /// - Parameter events: Bytes in `0...255`, ncurses' key numbers above.
  /// - Returns: The keys, in order.
  package mutating func decode(_ events: [Int32]) -> [Key] {
    // Alt and a letter come as two bytes and alone; in a burst Esc was typed before the letter.
    if events.count == 2, events[0] == Self.escape, (0x20..<0x7F).contains(events[1]) { return [] }
    var keys: [Key] = []
    var index = 0
    while index < events.count {
      if let length = Self.sequenceLength(events[index...]) {
        index += length
      } else {
        if let key = key(events[index]) { keys.append(key) }
        index += 1
      }
    }
    return keys
  }

  private static let escape: Int32 = 0x1B

  private mutating func key(_ event: Int32) -> Key? {
    guard let byte = UInt8(exactly: event) else {
      partial = []
      return KeyCodes.key(event)
    }
    if byte >= 0x80 { return character(byte) }
    partial = []
    switch byte {
    case 0x08, 0x7F: return .backspace
    case 0x09: return .tab
    case 0x0A, 0x0D: return .enter
    case 0x1B: return .escape
    case 0x20..<0x7F: return .character(Character(Unicode.Scalar(byte)))
    default:
      // ^@ to ^_ are the characters of column 4 less 64; letters are given in lower case.
      return .control(Character(String(Unicode.Scalar(byte + 0x40)).lowercased()))
    }
  }

  /// Collects the bytes of a character beyond ASCII.
  private mutating func character(_ byte: UInt8) -> Key? {
    if byte & 0xC0 != 0x80 { partial = [] }
    partial.append(byte)
    let length = partial[0] >= 0xF0 ? 4 : partial[0] >= 0xE0 ? 3 : partial[0] >= 0xC2 ? 2 : 0
    guard length > 0, partial.count <= length else {
      partial = []
      return nil
    }
    guard partial.count == length else { return nil }
    defer { partial = [] }
    guard let text = String(validating: partial, as: UTF8.self),
      let scalar = text.unicodeScalars.first,
      scalar.value >= 0xA0
    else { return nil }
    return text.first.map(Key.character)
  }

  /// How many events from here on are one escape sequence that nobody knows; `nil` if it is none.
  private static func sequenceLength(_ events: ArraySlice<Int32>) -> Int? {
    let rest = events.dropFirst()
    guard events.first == escape, let kind = rest.first else { return nil }
    switch kind {
    case 0x5B:  // CSI: parameters, then one letter
      let end = rest.dropFirst().firstIndex { !(0x20...0x3F).contains($0) }
      return (end ?? events.endIndex - 1) - events.startIndex + 1
    case 0x4F:  // SS3: one letter
      return min(3, events.count)
    case 0x50, 0x5D, 0x5F:  // DCS, OSC, APC: a text up to BEL or ST
      guard let end = rest.firstIndex(where: { $0 == 0x07 || $0 == 0x5C || $0 == 0x9C }) else {
        return nil
      }
      return end - events.startIndex + 1
    default:
      return nil
    }
  }
}
