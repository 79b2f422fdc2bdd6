// SPDX-License-Identifier: Apache-2.0

/// Turns what ncurses reads, bytes and key numbers, into keys.
///
/// Bytes, not wide characters: in ncurses one invalid byte swallows up to fifteen keys after it. Escape
/// sequences that mean nothing here (modified cursor keys, a terminal's answers) are left out whole, even
/// if they come in pieces, so that the pieces never act as commands. Alt and a key is Esc and that key,
/// unless the key begins a sequence after Esc, as `[` does.
package struct KeyDecoder: Sendable {
  private enum State: Sendable {
    case between
    /// An Esc was read: a key of its own, unless what comes with it makes a sequence of both.
    case afterEscape
    case inside(EscapeSequence)
  }

  /// The beginning of a character whose rest has not arrived.
  private var partial: [UInt8] = []
  private var state = State.between
  private var lastTime = Duration.zero

  /// How long the rest of a sequence is waited for; then it is given up, and what comes is typed again.
  private static let patience: Duration = .milliseconds(200)
  private static let escape: Int32 = 0x1B

  /// Makes a decoder that has read nothing.
  package init() {}

  /// Decodes all events of one reading.
  ///
  /// An Esc at its end is the key: ncurses has waited for more, and the screen does not end a reading there.
  ///
  /// - Parameters:
  ///   - events: Bytes in `0...255`, ncurses' key numbers above.
  ///   - time: The monotonic time of the reading.
  /// - Returns: The keys, in order.
  package mutating func decode(_ events: [Int32], at time: Duration) -> [Key] {
    if time - lastTime > Self.patience { state = .between }
    lastTime = time
    var keys: [Key] = []
    for event in events { take(event, &keys) }
    if case .afterEscape = state {
      state = .between
      keys.append(.escape)
    }
    return keys
  }

  private mutating func take(_ event: Int32, _ keys: inout [Key]) {
    switch state {
    case .between:
      if event == Self.escape {
        partial = []
        state = .afterEscape
      } else if let key = key(event) {
        keys.append(key)
      }
    case .afterEscape:
      if let byte = UInt8(exactly: event), let sequence = EscapeSequence(afterEscape: byte) {
        state = .inside(sequence)
      } else {
        keys.append(.escape)
        state = .between
        take(event, &keys)
      }
    case .inside(var sequence):
      switch UInt8(exactly: event).map({ sequence.take($0) }) ?? .stranger {
      case .more:
        state = .inside(sequence)
      case .end:
        state = .between
        let text = String(decoding: sequence.bytes, as: UTF8.self)
        if let key = KeyCodes.key(sequence: text) { keys.append(key) }
      case .stranger:
        state = sequence.endsInEscape ? .afterEscape : .between
        take(event, &keys)
      }
    }
  }

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
}
