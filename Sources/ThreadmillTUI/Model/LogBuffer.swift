// SPDX-License-Identifier: Apache-2.0

/// The lines of the Log view: the newest of them, and a count of those that had to go.
package struct LogBuffer: Sendable, Hashable {
  /// Lines kept.
  package static let capacity = 5_000

  /// The lines, oldest first.
  package private(set) var lines: [LogLine] = []
  /// Lines that had to make room.
  package private(set) var dropped = 0
  /// How many lines below the last one shown: 0 follows the end.
  package var offset = 0

  /// Creates an empty log.
  package init() {}

  /// Adds a line at the end.
  package mutating func append(_ line: LogLine) {
    lines.append(line)
    if offset > 0 { offset = min(offset + 1, lines.count) }
    // Going in blocks keeps the cost per line constant.
    guard lines.count > Self.capacity + 500 else { return }
    let excess = lines.count - Self.capacity
    lines.removeFirst(excess)
    dropped += excess
    offset = min(offset, lines.count)
  }

  /// Scrolls by so many lines, upwards if positive, no further than `furthest`.
  package mutating func scroll(_ count: Int, furthest: Int) {
    offset = min(max(0, min(offset, furthest) + count), furthest)
  }
}
