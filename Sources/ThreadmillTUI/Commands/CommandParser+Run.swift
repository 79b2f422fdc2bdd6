// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension CommandParser {
  /// Reads `run [DEMO] [KNOB=VALUE ...]`, with `--KNOB VALUE` and `--KNOB=VALUE` for the same; each
  /// knob once.
  static func run(
    _ words: [String],
    _ context: CommandContext
  ) throws(CommandError) -> Command {
    let (names, pairs) = try separate(words)
    let demo = try names.first.map { name throws(CommandError) in try self.demo(name, context) }
    guard let target = demo ?? context.demo else {
      throw CommandError(
        .missing,
        "run needs a demo: \(context.demoIDs.joined(separator: ", "))",
        nearest: context.demoIDs.first.map { "run \($0)" }
      )
    }
    if names.count > 1 { throw excess(Array(names[1...]), of: target, context) }
    var assignments: [Command.Assignment] = []
    for (name, text) in pairs {
      let knob = try knob(name, of: target, context)
      guard let text else {
        throw CommandError(
          .missing,
          "--\(knob.name) needs a value: \(knob.allowedText)",
          typed: "--\(name)",
          meant: ["\(knob.name)=\(knob.input(knob.seedValue))"]
        )
      }
      if let earlier = assignments.first(where: { $0.knob == knob.name }) {
        // Which of them is meant cannot be known.
        throw CommandError(
          .excess,
          "\(knob.name) is given twice: \(show(earlier.value)) and \(show(text))"
        )
      }
      if text.hasPrefix("+") {
        // As a number it would be 1, and nobody who writes +1 means that.
        let isAtHand = target.id == context.demo?.id
        throw CommandError(
          .value,
          "\(knob.name) must be \(knob.allowedText), got \(show(text)): only set takes steps",
          nearest: isAtHand ? "set \(knob.name) \(text)" : nil
        )
      }
      do throws(CommandError) {
        try check(text, knob, current: nil)
      } catch {
        throw CommandError(
          error.code,
          error.message,
          typed: text,
          meant: [NearestValue.find(text, for: knob)].compactMap(\.self)
        )
      }
      assignments.append(.init(knob: knob.name, value: text))
    }
    return .run(demo: demo?.id, assignments: assignments)
  }

  /// Reads `set KNOB VALUE` or `set KNOB=VALUE`.
  static func set(
    _ words: [String],
    _ context: CommandContext
  ) throws(CommandError) -> Command {
    guard let demo = context.demo else {
      throw CommandError(
        .unavailable,
        "set needs a demo: run \(context.demoIDs.first ?? "DEMO") starts one",
        nearest: context.demoIDs.first.map { "run \($0)" }
      )
    }
    let (name, value) = try knobAndValue(words, of: demo)
    let knob = try knob(name, of: demo, context)
    guard let value, !value.isEmpty else {
      throw CommandError(
        .missing,
        "set \(knob.name) needs a value: \(knob.rangeText), or +1 -1 x2 /2",
        nearest: "set \(knob.name) \(knob.input(knob.seedValue))"
      )
    }
    try check(value, knob, current: context.settings?[knob.name] ?? knob.seedValue)
    return .set(knob: knob.name, value: value)
  }

  /// Throws unless the knob can take the value.
  private static func check(
    _ text: String,
    _ knob: Knob,
    current: KnobValue?
  ) throws(CommandError) {
    do throws(KnobError) {
      _ = try knob.parse(text, current: current)
    } catch {
      if let current, error.value.hasSuffix(" from \(knob.input(current))") {
        // A step that goes nowhere; only the knob itself says so.
        throw CommandError(.value, KnobEnds.refusal(of: text, knob, at: current))
      }
      let nearest = NearestValue.find(text, for: knob)
      let hint = nearest.map { ", the nearest is \($0)" } ?? ""
      // The value is shown by hand: it may hold anything.
      let reason = error.value == text ? "got \(show(text))" : "got \(show(error.value))"
      throw CommandError(
        .value,
        "\(knob.name) must be \(error.allowed), \(reason)\(hint)",
        nearest: nearest.map { "set \(knob.name) \($0)" }
      )
    }
  }

  /// Names and assignments of a `run`, options rewritten; the value of an option at the end is `nil`.
  private static func separate(
    _ words: [String]
  ) throws(CommandError) -> (names: [String], pairs: [(String, String?)]) {
    var names: [String] = []
    var pairs: [(String, String?)] = []
    var rest = words[...]
    var takesOptions = true
    while let word = rest.popFirst() {
      if takesOptions, word == "--" {
        takesOptions = false
      } else if takesOptions, word.hasPrefix("--") {
        let option = word.dropFirst(2)
        if let pair = pair(option) {
          pairs.append(pair)
        } else {
          // Whatever follows is the value, so negative ones need nothing special.
          pairs.append((String(option), rest.popFirst()))
        }
      } else if let pair = pair(word[...]) {
        pairs.append(pair)
      } else if takesOptions, word.hasPrefix("-"), word.count > 1, Int(word) == nil {
        throw CommandError(.unknownName, "\(show(word)) is no option: write KNOB=VALUE")
      } else {
        names.append(word)
      }
    }
    return (names, pairs)
  }

  private static func pair(_ word: Substring) -> (String, String)? {
    guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return nil }
    return (String(word[..<sign]), String(word[word.index(after: sign)...]))
  }

  /// The error for words after the demo that are no assignments.
  private static func excess(
    _ words: [String],
    of demo: DemoInfo,
    _ context: CommandContext
  ) -> CommandError {
    let names = demo.knobs.map(\.name)
    let start = "\(show(words[0])) is no KNOB=VALUE"
    guard let name = NearestName.find(words[0], among: names), words.count == 2 else {
      return CommandError(.excess, start)
    }
    let assignment = "\(name)=\(words[1])"
    return CommandError(
      .excess,
      "\(start), the nearest is \(show(assignment).dropFirst().dropLast())",
      nearest: CommandWords.join(["run", demo.id, assignment])
    )
  }

  private static func knobAndValue(
    _ words: [String],
    of demo: DemoInfo
  ) throws(CommandError) -> (name: String, value: String?) {
    let words = words.first == "--" ? Array(words.dropFirst()) : words
    guard let first = words.first else {
      throw CommandError(
        .missing,
        "set needs a knob and a value: \(demo.knobs.map(\.name).joined(separator: ", "))",
        nearest: demo.knobs.first.map { "set \($0.name) \($0.input($0.seedValue))" }
      )
    }
    var rest = Array(words.dropFirst())
    if rest.first == "=" || rest.first == "--" { rest.removeFirst() }
    // `100 ms` is two words and one value.
    let value = rest.isEmpty ? nil : rest.joined(separator: " ")
    let name = first.hasPrefix("--") ? first.dropFirst(2) : first[...]
    if let pair = pair(name) {
      let parts = pair.1.isEmpty ? rest : [pair.1] + rest
      return (pair.0, parts.joined(separator: " "))
    }
    return (String(name.last == "=" ? name.dropLast() : name), value)
  }
}
