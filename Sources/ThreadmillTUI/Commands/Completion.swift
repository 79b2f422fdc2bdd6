// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// What can follow on a command line, with ranges and with when it acts.
package enum Completion {
  /// Ways to go on with a line.
  ///
  /// - Parameters:
  ///   - line: What stands before the cursor.
  ///   - context: Where and when it is typed.
  /// - Returns: Candidates for the word before the cursor, which is empty behind a space; none if
  ///   nothing valid begins like that.
  package static func candidates(for line: String, context: CommandContext) -> [Candidate] {
    let text = line.drop { $0 == " " || $0 == ":" }
    var words = text.split(separator: " ").map(String.init)
    let word = text.last == " " || text.isEmpty ? "" : words.popLast() ?? ""
    guard let first = words.first else { return commands(context).beginning(with: word) }
    guard
      case .success(let name) = Result(catching: { try CommandParser.entry(first, context).name })
    else { return [] }
    let earlier = Array(words.dropFirst())
    switch name {
    case "run": return run(earlier, word, context)
    case "set": return set(earlier, word, context)
    case "view": return earlier.isEmpty ? views.beginning(with: word) : []
    case "zoom": return earlier.isEmpty ? zooms(context).beginning(with: word) : []
    case "help": return commands(context).beginning(with: word)
    case "try": return earlier.isEmpty ? suggestions(context).beginning(with: word) : []
    default: return []
    }
  }

  /// What is said of a knob: its present value if known, its range, its unit, when it acts.
  package static func detail(of knob: Knob, now value: KnobValue?) -> String {
    let now = value.map { "now \(knob.text($0)), " } ?? ""
    let unit = knob.unit.isEmpty ? "" : " \(knob.unit)"
    return "\(now)\(knob.rangeText)\(unit), \(knob.timing.rawValue)"
  }

  private static func commands(_ context: CommandContext) -> [Candidate] {
    CommandRegistry.entries(on: context.surface)
      .filter { $0.isAvailable(context) }
      .map { Candidate($0.name, detail: $0.summary) }
  }

  private static let views = ViewName.allCases.enumerated().map { index, name in
    Candidate(name.rawValue, detail: "key \(index + 1)")
  }

  private static func zooms(_ context: CommandContext) -> [Candidate] {
    ZoomLevel.allCases.map { level in
      Candidate(level.rawValue, detail: (level == context.zoom ? "now, " : "") + level.summary)
    }
  }

  private static func suggestions(_ context: CommandContext) -> [Candidate] {
    context.suggestionCount < 1
      ? [] : (1...min(9, context.suggestionCount)).map { Candidate(String($0)) }
  }

  private static func run(
    _ earlier: [String],
    _ word: String,
    _ context: CommandContext
  ) -> [Candidate] {
    let named = earlier.first { !$0.contains("=") && !$0.hasPrefix("--") }
    let chosen = named.flatMap { name in try? CommandParser.demo(name, context) }
    let demos =
      named == nil && !word.contains("=")
      ? context.demos.map { Candidate($0.id, detail: $0.title) }.beginning(with: word) : []
    guard let demo = named == nil ? context.demo : chosen else { return demos }
    if let sign = word.firstIndex(of: "=") {
      let prefix = String(word[...sign])
      guard let knob = context.knob(String(word[..<sign]), of: demo) else { return [] }
      return values(of: knob, now: nil)
        .map { Candidate(prefix + $0.text, detail: $0.detail) }
        .beginning(with: word)
    }
    let taken = Set(earlier.compactMap { $0.split(separator: "=").first.map(String.init) })
    let knobs = demo.knobs.filter { !taken.contains($0.name) }
      .map { Candidate($0.name + "=", detail: detail(of: $0, now: nil), isComplete: false) }
    return demos + (word.isEmpty && named == nil ? [] : knobs.beginning(with: word))
  }

  private static func set(
    _ earlier: [String],
    _ word: String,
    _ context: CommandContext
  ) -> [Candidate] {
    guard let demo = context.demo else { return [] }
    guard let name = earlier.first else {
      return demo.knobs
        .map { Candidate($0.name, detail: detail(of: $0, now: context.settings?[$0.name])) }
        .beginning(with: word)
    }
    guard earlier.count == 1, let knob = context.knob(name, of: demo) else { return [] }
    let now = context.settings?[knob.name] ?? knob.seedValue
    return values(of: knob, now: now).beginning(with: word)
  }

  /// Values worth offering: the words of a choice; for numbers the seed's, the ends, and steps.
  private static func values(of knob: Knob, now: KnobValue?) -> [Candidate] {
    let when = knob.timing.rawValue
    var candidates: [Candidate] =
      switch knob.kind {
      case .choice(let words): words.map { Candidate($0, detail: when) }
      case .bool: [Candidate("on", detail: when), Candidate("off", detail: when)]
      case .int(let range, let unlimited):
        [.int(range.lowerBound), .int(range.upperBound)].map { end(of: knob, $0) }
          + (unlimited ? [Candidate("inf", detail: "no limit, \(when)")] : [])
      case .duration(let range):
        [.duration(range.lowerBound), .duration(range.upperBound)].map { end(of: knob, $0) }
      }
    let present = knob.input(now ?? knob.seedValue)
    let said = "\(now == nil ? "the seed's" : "now"), \(knob.rangeText), \(when)"
    candidates.removeAll { $0.text == present }
    candidates.insert(Candidate(present, detail: said), at: 0)
    guard now != nil else { return candidates }
    return candidates
      + ["+1", "-1", "x2", "/2"].map { Candidate($0, detail: "from \(present), \(when)") }
  }

  private static func end(of knob: Knob, _ value: KnobValue) -> Candidate {
    Candidate(knob.input(value), detail: "the end of \(knob.rangeText)")
  }
}

extension [Candidate] {
  /// Those that begin with a word, in any case of letters.
  fileprivate func beginning(with word: String) -> [Candidate] {
    let lower = word.lowercased()
    return filter { $0.text.lowercased().hasPrefix(lower) }
  }
}
