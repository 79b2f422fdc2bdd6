// SPDX-License-Identifier: Apache-2.0

/// The last lines that a run has printed; older ones are overwritten.
package struct PrintedRing: Sendable {
  /// Lines that are kept.
  private let capacity: Int
  private var ring: [PrintedLine] = []
  /// How many lines have been printed so far.
  package private(set) var count = 0

  /// Creates an empty ring for `capacity` lines, 1 or more.
  package init(capacity: Int = 4096) { self.capacity = max(1, capacity) }

  /// Adds a line.
  package mutating func append(_ line: PrintedLine) {
    if ring.count < capacity {
      ring.append(line)
    } else {
      ring[count % capacity] = line
    }
    count += 1
  }

  /// The lines from number `start` on that are still there.
  package func lines(from start: Int) -> PrintedLines {
    let asked = min(max(0, start), count)
    let first = max(asked, count - ring.count)
    let lines = (first..<count).map { ring[$0 % capacity] }
    return PrintedLines(lines: lines, next: count, dropped: first - asked)
  }
}
