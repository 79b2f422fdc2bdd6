// SPDX-License-Identifier: Apache-2.0

/// Rewrites what ncurses sends to an ANSI terminal, without changing what it shows.
///
/// It leaves out what is said twice, a fifth of the bytes of a screen full of bars: with each `sgr0`
/// ncurses selects ASCII, although nothing here ever leaves it, and resets the foreground just before
/// resetting everything. And it writes repeated characters out: too many terminals get REP wrong.
struct FrameFilter {
  /// Whether what is said twice is left out.
  let isBrief: Bool

  private static let ascii: [UInt8] = Array("\u{1B}(B".utf8)
  private static let foreground: [UInt8] = Array("\u{1B}[39m".utf8)
  private static let everything: [UInt8] = Array("\u{1B}[m".utf8)
  private static let escape: UInt8 = 0x1B

  /// Appends the filtered `bytes` to `frame`.
  func append(_ bytes: UnsafeBufferPointer<UInt8>, to frame: inout [UInt8]) {
    var index = 0
    while index < bytes.count {
      if bytes[index] != Self.escape {
        frame.append(bytes[index])
        index += 1
      } else if let (length, count) = repetition(bytes, index), let last = frame.last {
        frame += repeatElement(last, count: count)
        index += length
      } else {
        let length = isBrief ? redundancy(bytes, index) : 0
        if length == 0 { frame.append(Self.escape) }
        index += max(1, length)
      }
    }
  }

  /// The length of `CSI n b`, and `n`.
  private func repetition(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int
  ) -> (length: Int, count: Int)? {
    guard start + 3 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
    var index = start + 2
    var count = 0
    while index < bytes.count, (0x30...0x39).contains(bytes[index]), count < 10_000 {
      count = count * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard index > start + 2, index < bytes.count, bytes[index] == UInt8(ascii: "b") else {
      return nil
    }
    return (index + 1 - start, count)
  }

  /// How many bytes from here on change nothing.
  private func redundancy(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    if matches(bytes, start, Self.ascii) { return Self.ascii.count }
    guard matches(bytes, start, Self.foreground) else { return 0 }
    let plain = Self.foreground.count
    let length = matches(bytes, start + plain, Self.ascii) ? plain + Self.ascii.count : plain
    return matches(bytes, start + length, Self.everything) ? length : 0
  }

  private func matches(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ start: Int,
    _ pattern: [UInt8]
  ) -> Bool {
    guard bytes.count >= start + pattern.count else { return false }
    for index in pattern.indices where bytes[start + index] != pattern[index] { return false }
    return true
  }
}
