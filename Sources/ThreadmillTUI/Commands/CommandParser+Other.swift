// SPDX-License-Identifier: Apache-2.0

extension CommandParser {
  /// Reads `try [N]`.
  static func attempt(
    _ words: [String],
    _ context: CommandContext,
    checksState: Bool
  ) throws(CommandError) -> Command {
    try refuseExcess(words, after: 1, of: "try [N]")
    guard let word = words.first else { return .attempt(1) }
    let last = checksState ? max(1, context.suggestionCount) : Int.max
    guard let number = Int(word), (1...last).contains(number) else {
      let allowed =
        !checksState ? "a number from 1" : last > 1 ? "a number in 1...\(last)" : "no other than 1"
      throw CommandError(.value, "try takes \(allowed), got \(show(word))")
    }
    return .attempt(number)
  }

  /// Reads `view NAME`.
  static func view(_ words: [String]) throws(CommandError) -> Command {
    let names = ViewName.allCases.map(\.rawValue)
    try refuseExcess(words, after: 1, of: "view NAME")
    guard let word = words.first?.lowercased() else {
      throw CommandError(
        .missing,
        "view needs a name: \(names.joined(separator: ", "))",
        nearest: "view run"
      )
    }
    if let number = Int(word), (1...ViewName.allCases.count).contains(number) {
      return .view(ViewName.allCases[number - 1])
    }
    let fitting = ViewName.allCases.filter { !word.isEmpty && $0.rawValue.hasPrefix(word) }
    guard fitting.count == 1 else { throw unknown("view", word, names) }
    return .view(fitting[0])
  }

  /// Reads `zoom LEVEL`.
  static func zoom(_ words: [String]) throws(CommandError) -> Command {
    let names = ZoomLevel.allCases.map(\.rawValue)
    let allowed = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    try refuseExcess(words, after: 1, of: "zoom LEVEL")
    guard let word = words.first?.lowercased() else {
      throw CommandError(.missing, "zoom needs a level: \(allowed)", nearest: "zoom auto")
    }
    let fitting = ZoomLevel.allCases.filter { !word.isEmpty && $0.rawValue.hasPrefix(word) }
    guard fitting.count == 1 else {
      throw CommandError(
        .value,
        "zoom must be \(allowed), got \(show(word))",
        typed: word,
        meant: [NearestName.find(word, among: names)].compactMap(\.self)
      )
    }
    return .zoom(fitting[0])
  }

  /// Reads `wait [SECONDS]`.
  static func wait(_ words: [String]) throws(CommandError) -> Command {
    try refuseExcess(words, after: 1, of: "wait [SECONDS]")
    guard let word = words.first else { return .wait(nil) }
    guard let limit = WaitLimit.parse(word) else {
      throw CommandError(
        .value,
        "wait takes \(WaitLimit.rangeText), got \(show(word))",
        nearest: "wait 1"
      )
    }
    return .wait(limit)
  }

  private static func refuseExcess(
    _ words: [String],
    after count: Int,
    of synopsis: String
  ) throws(CommandError) {
    guard words.count > count else { return }
    throw CommandError(.excess, "\(synopsis) takes no more words, got \(show(words[count]))")
  }
}
