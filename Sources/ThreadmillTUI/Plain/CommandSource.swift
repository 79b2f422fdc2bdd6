// SPDX-License-Identifier: Apache-2.0

/// Where a line session takes its commands from: a descriptor that is read as lines come, or a script
/// that is all there.
struct CommandSource {
  /// One line and its number, counted from 1.
  struct Line {
    var number: Int
    var text: String
  }

  private var pending: [Line] = []
  private var count = 0
  private let input: LineInput?

  /// Lines that come over time.
  init(_ input: LineInput) { self.input = input }

  /// Lines that are all there.
  init(lines: [String]) {
    input = nil
    add(lines)
  }

  /// What can be polled for more lines; -1 when none will come.
  var descriptor: Int32 { input.map { $0.isAtEnd ? -1 : $0.descriptor } ?? -1 }

  /// Whether all lines have been taken.
  var isAtEnd: Bool { pending.isEmpty && (input?.isAtEnd ?? true) }

  /// Takes the next line, if one is there.
  mutating func next() -> Line? { pending.isEmpty ? nil : pending.removeFirst() }

  /// Reads what has come; call it when the descriptor is readable.
  mutating func read() {
    if let input { add(input.read()) }
  }

  private mutating func add(_ lines: [String]) {
    for line in lines {
      count += 1
      pending.append(Line(number: count, text: line))
    }
  }
}
