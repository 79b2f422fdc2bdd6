// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// The end card as lines of styled pieces, ready for any width.
package struct CardText: Sendable, Hashable {
  /// A piece of a line.
  package struct Piece: Sendable, Hashable {
    /// What it says.
    package var text: String
    /// How it looks.
    package var role: Role
  }

  /// The heading: how the run ended.
  package private(set) var title = ""
  /// The lines below it, most important first.
  package private(set) var lines: [[Piece]] = []
  private let width: Int

  /// Writes the card of a run that has ended.
  package init(_ run: RunState, keys: KeyLabels, width: Int) {
    self.width = width
    guard let card = run.snapshot.card else {
      title = "Ended"
      return
    }
    title = Self.ending(card)
    // Lanes show the round in which it was stopped; what is said below is about the last whole one.
    if card.outcome == .stopped, card.rounds > 0, run.snapshot.round > card.rounds {
      title += ", and in the middle of round \(run.snapshot.round); here is the last whole one"
    }
    if let failure = card.failure { add(failure, .failed) }
    if let result = card.resultLine { add(result, .title, limit: 1) }
    addCheck(card)
    addTimes(card)
    if let aha = card.aha { add(aha, .text, limit: width < 60 ? 2 : 3) }
    addTries(card, keys)
    addNext(card, keys)
  }

  /// The lines that fit into `limit` rows: the first of them, and the last, which says how to go on.
  package func lines(limit: Int) -> [[Piece]] {
    guard lines.count > limit, limit > 1 else { return Array(lines.prefix(max(0, limit))) }
    return lines.prefix(limit - 1) + lines.suffix(1)
  }

  /// How a run ended, in a few words.
  package static func ending(_ card: EndCard) -> String {
    let rounds = card.rounds == 1 ? "1 round" : "\(card.rounds) rounds"
    return switch (card.outcome, card.reason) {
    case (.ok, _): "done: \(rounds)"
    case (.failed, _): "failed after \(rounds)"
    case (_, .unattended?): "stopped after 2 minutes without a key: \(rounds)"
    case (_, .replaced?): "stopped for another run: \(rounds)"
    case (.cancelled, _): "cancelled: \(rounds)"
    case (.stopped, _): "stopped: \(rounds)"
    }
  }

  /// The oracle's word.
  package static func check(_ check: OracleCheck) -> Piece {
    switch check {
    case .match: Piece(text: "check ✓", role: .done)
    case .mismatch: Piece(text: "check ✗", role: .failed)
    case .none: Piece(text: "check – (no complete round)", role: .quiet)
    }
  }

  // MARK: - Private

  private mutating func add(_ text: String, _ role: Role, limit: Int = 2) {
    for line in Paragraph.lines(text, width: width, limit: limit) {
      lines.append([Piece(text: line, role: role)])
    }
  }

  private mutating func addCheck(_ card: EndCard) {
    let check = Self.check(card.check)
    guard let mismatch = card.mismatch else {
      lines.append([check])
      return
    }
    lines.append([check, Piece(text: "  " + mismatch, role: .failed)])
  }

  /// Time beside the ideal, and the CPUs received, on the line of the check if they fit.
  private mutating func addTimes(_ card: EndCard) {
    var facts: [[Piece]] = []
    if let time = card.makespan {
      facts.append([
        Piece(text: "time ", role: .quiet), Piece(text: Numbers.time(time), role: .title),
      ])
    }
    if let ideal = card.ideal, width >= 60 {
      let formula = card.idealFormula.isEmpty ? "" : " " + card.idealFormula
      facts.append([
        Piece(text: "ideal ", role: .quiet), Piece(text: Numbers.time(ideal), role: .text),
        Piece(text: " MODEL" + formula, role: .quiet),
      ])
    }
    if let cpus = card.cpusReceived, width >= 60 {
      facts.append([
        Piece(text: "CPUs received ", role: .quiet),
        Piece(text: Numbers.fixed(cpus, 2), role: .text),
      ])
    }
    for fact in facts { append(fact) }
  }

  /// Puts pieces on the last line, or on a new one where they do not fit.
  private mutating func append(_ pieces: [Piece]) {
    let gap = "   "
    let length = pieces.reduce(0) { $0 + $1.text.unicodeScalars.count }
    let used = lines.last?.reduce(0) { $0 + $1.text.unicodeScalars.count } ?? width
    if used + gap.count + length <= width, !lines.isEmpty {
      lines[lines.count - 1] += [Piece(text: gap, role: .text)] + pieces
    } else {
      lines.append(pieces)
    }
  }

  private mutating func addTries(_ card: EndCard, _ keys: KeyLabels) {
    for (index, suggestion) in card.tries.prefix(3).enumerated() {
      let command = "try \(index + 1)"
      let key = keys.key(for: command) ?? ":" + command
      let shown = suggestion.keys.isEmpty ? Self.brief(suggestion.commands) : suggestion.keys
      lines.append([
        Piece(text: index == 0 ? "Try: " : "     ", role: .quiet),
        Piece(text: shown, role: .accent),
        Piece(text: " (", role: .quiet),
        Piece(text: key, role: .key),
        Piece(text: ")  ", role: .quiet),
        Piece(text: suggestion.reason, role: .text),
      ])
    }
  }

  /// Commands in short: `set work cpu`, `restart` is `work=cpu`.
  private static func brief(_ commands: [String]) -> String {
    let said = commands.filter { $0 != "restart" }.map { command in
      let words = command.split(separator: " ")
      return words.count == 3 && words[0] == "set" ? "\(words[1])=\(words[2])" : command
    }
    return said.isEmpty ? commands.joined(separator: ", ") : said.joined(separator: ", ")
  }

  private mutating func addNext(_ card: EndCard, _ keys: KeyLabels) {
    var pieces: [Piece] = []
    if let key = keys.key(for: "restart") {
      pieces += [Piece(text: key, role: .key), Piece(text: " again", role: .text)]
    }
    if let next = card.nextDemo, let key = keys.key(for: "run \(next)") {
      pieces += [
        Piece(text: pieces.isEmpty ? "" : "   ", role: .text),
        Piece(text: key, role: .key), Piece(text: " next: \(next)", role: .text),
      ]
    }
    if !pieces.isEmpty { lines.append(pieces) }
  }
}
