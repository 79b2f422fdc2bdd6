// SPDX-License-Identifier: Apache-2.0

/// What the Run view says, read from the rows of a terminal as a person reads them.
struct RunScreen {
  private let rows: [String]

  init(_ rows: [String]) { self.rows = rows }

  /// The rows of the lanes, and nothing of what the demo prints.
  var lanes: [String] {
    let titles = [" THREAD", " WORKER"]
    let from = rows.drop { row in !titles.contains { row.hasPrefix($0) } }.dropFirst()
    return from.prefix { !$0.hasPrefix("─") && !$0.hasPrefix(" results") }.filter { !$0.isEmpty }
  }

  /// The lanes without times that go on by themselves: what is drawn of their bars.
  var bars: [String] { lanes.map { $0.filter { "█▉▊▋▌▍▎▏".contains($0) } } }

  /// Whether a lane of that number is there, in a row of its own or in columns.
  func has(lane number: Int) -> Bool {
    let names = ["Thread-\(number)", "worker-\(number)", "\(number)"]
    let glyphs: Set<String> = ["∘", "·", "█", "~", "⊘", "✓", "✗", "×", "!", "‖"]
    return lanes.contains { row in
      let words = row.split(separator: " ").map(String.init)
      return zip(words, words.dropFirst()).contains { names.contains($0) && glyphs.contains($1) }
    }
  }

  /// The value of a knob in the strip above the lanes.
  func knob(_ name: String) -> String? {
    guard let strip = rows.first(where: { $0.hasPrefix(" workers ") }) else { return nil }
    let parts = strip.split(separator: " ").map(String.init)
    guard let index = parts.firstIndex(of: name), index + 1 < parts.count else { return nil }
    let value = parts[index + 1]
    // `100 ms` is two words.
    guard index + 2 < parts.count, ["µs", "ms", "s"].contains(parts[index + 2]) else {
      return value
    }
    return "\(value) \(parts[index + 2])"
  }

  /// The times of the last rounds in seconds, oldest first.
  var rounds: [Double] {
    guard let strip = rows.first(where: { $0.hasPrefix(" rounds ") }) else { return [] }
    let words = strip.split(separator: " ").dropFirst()
    let numbers = words.prefix { Double($0) != nil }
    let units = ["s": 1, "ms": 1e-3, "µs": 1e-6]
    let unit = words.dropFirst(numbers.count).first.flatMap { units[String($0)] } ?? 1
    return numbers.compactMap { Double($0).map { $0 * unit } }
  }

  /// The end card; empty while the run goes on.
  var card: [String] {
    Array(rows.drop { !$0.hasPrefix("─ ") || $0.hasPrefix("─ Printed") })
  }
}
