// SPDX-License-Identifier: Apache-2.0

/// The lines that have been entered, kept in memory, oldest first.
package struct LineHistory: Sendable, Hashable {
  /// Lines kept; the oldest go first.
  package static let limit = 200

  /// The lines, oldest first.
  package private(set) var lines: [String] = []

  /// Creates an empty history.
  package init() {}

  /// Adds a line unless it is blank or the same as the last one.
  package mutating func add(_ line: String) {
    guard line.contains(where: { $0 != " " }), line != lines.last else { return }
    lines.append(line)
    if lines.count > Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }

  /// The nearest line before `index` that starts with `beginning`, and its index.
  func before(_ index: Int, startingWith beginning: String) -> Int? {
    lines[..<min(max(0, index), lines.count)].lastIndex { $0.hasPrefix(beginning) }
  }

  /// The nearest line after `index` that starts with `beginning`, and its index.
  func after(_ index: Int, startingWith beginning: String) -> Int? {
    guard index + 1 < lines.count else { return nil }
    return lines[(index + 1)...].firstIndex { $0.hasPrefix(beginning) }
  }
}
