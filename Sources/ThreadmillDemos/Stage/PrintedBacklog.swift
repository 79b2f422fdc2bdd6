// SPDX-License-Identifier: Apache-2.0

/// What a run has printed and nobody has read yet, and the last of what has been read.
///
/// A reader who is late loses nothing until he is ``limit`` lines behind, more than the largest round
/// prints; one who keeps up leaves little to keep.
package struct PrintedBacklog: Sendable {
  /// Lines that are kept for a reader who is behind.
  private let limit: Int
  /// Lines that are kept although they have been read.
  private let keptCount: Int
  /// The first `gone` places are no longer kept.
  private var places: [PrintedLine] = []
  private var gone = 0
  /// The number of the line after the last one read.
  private var readEnd = 0
  /// How many lines have been printed so far.
  package private(set) var count = 0

  /// Creates an empty backlog; both limits are 1 or more.
  package init(limit: Int = 1 << 17, keeping keptCount: Int = 4096) {
    self.limit = max(1, limit)
    self.keptCount = max(1, keptCount)
  }

  /// Adds a line.
  ///
  /// - Complexity: amortized O(1).
  package mutating func append(_ line: PrintedLine) {
    places.append(line)
    count += 1
    trim()
  }

  /// The lines from number `start` on that are still there; they count as read.
  package mutating func lines(from start: Int) -> PrintedLines {
    let asked = min(max(0, start), count)
    let first = max(asked, count - (places.count - gone))
    let lines = Array(places.suffix(count - first))
    readEnd = count
    trim()
    return PrintedLines(lines: lines, next: count, dropped: first - asked)
  }

  private mutating func trim() {
    let unread = min(limit, count - readEnd)
    let excess = places.count - gone - max(unread, min(keptCount, limit))
    guard excess > 0 else { return }
    gone += excess
    // In blocks, so that each line is moved once on average.
    guard gone * 2 > places.count else { return }
    places.removeFirst(gone)
    gone = 0
  }
}
