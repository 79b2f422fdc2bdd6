// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// One line of text under the keyboard: pure, no terminal in it.
///
///     var editor = LineEditor(text: "set workers ")
///     switch editor.handle(key) {
///     case .submitted(let line): …
///     case .completion: editor.complete(Completion.candidates(for: editor.beforeCursor, context: c))
///     …
///     }
///
/// The usual keys of shells work: arrows, Home, End, `^A ^E ^B ^F ^H ^D ^K ^U ^W ^P ^N`. Up and down
/// go through the lines of the history that begin like what stands before the cursor.
package struct LineEditor: Sendable, Hashable {
  /// What a key has done.
  package enum Outcome: Sendable, Hashable {
    /// The text or the cursor may have changed.
    case edited
    /// Enter: the line, which is now in the history; the editor is empty again.
    case submitted(String)
    /// Escape, `^C`, `^G`, or backspace in an empty line: the editor is empty again.
    case cancelled
    /// Tab or, with `forward` false, Shift-Tab: call ``complete(_:forward:)``.
    case completion(forward: Bool)
    /// The key means nothing here.
    case ignored
  }

  /// The longest line; what goes beyond is not taken.
  package static let limit = 1000

  /// The characters of the line.
  private var characters: [Character]
  /// Characters before the cursor, in `0...count`.
  package private(set) var cursor: Int
  /// The lines entered so far.
  package private(set) var history: LineHistory
  /// Where in the history the line comes from, and what was typed before going there.
  private var browsing: Browsing?
  /// The candidates that Tab goes through.
  private var cycle: Cycle?

  private struct Browsing: Hashable {
    var index: Int
    var typed: [Character]
    /// How much of `typed` stood before the cursor: what lines must begin with.
    var beginning: String
  }

  private struct Cycle: Hashable {
    var candidates: [Candidate]
    var index: Int
    /// Where the completed word begins, and what was typed of it.
    var start: Int
  }

  /// Creates an editor with a text, the cursor behind it.
  package init(text: String = "", history: LineHistory = LineHistory()) {
    characters = Array(text.prefix(Self.limit))
    cursor = characters.count
    self.history = history
  }

  /// The line.
  package var text: String { String(characters) }

  /// What stands before the cursor.
  package var beforeCursor: String { String(characters[..<cursor]) }

  /// The candidates that Tab goes through and the chosen one, while it does.
  package var offered: (candidates: [Candidate], chosen: Int)? {
    cycle.map { ($0.candidates, $0.index) }
  }

  /// Replaces the text; the cursor goes behind it.
  package mutating func replace(with text: String) {
    characters = Array(text.prefix(Self.limit))
    cursor = characters.count
    browsing = nil
    cycle = nil
  }

  /// Does what a key means.
  package mutating func handle(_ key: Key) -> Outcome {
    if key == .tab || key == .backTab { return .completion(forward: key == .tab) }
    cycle = nil
    switch key {
    case .up, .control("p"): return browse(back: true)
    case .down, .control("n"): return browse(back: false)
    default: break
    }
    switch key {
    case .enter: return submit()
    case .escape, .control("c"), .control("g"): return cancel()
    case .backspace, .control("h"):
      if characters.isEmpty { return cancel() }
      remove(max(0, cursor - 1)..<cursor)
    case .delete, .control("d"): remove(cursor..<min(characters.count, cursor + 1))
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .control("k"): remove(cursor..<characters.count)
    case .control("u"): remove(0..<cursor)
    case .control("w"): remove(wordStart..<cursor)
    case .character(let character): return insert(character)
    default: return .ignored
    }
    return .edited
  }

  /// Completes the word before the cursor: with the only candidate, with what all have in common, or,
  /// pressed again, with one after the other.
  ///
  /// - Parameters:
  ///   - candidates: From `Completion`, for `beforeCursor`.
  ///   - forward: Whether Tab was pressed rather than Shift-Tab.
  /// - Returns: Whether anything was completed or offered.
  @discardableResult
  package mutating func complete(_ candidates: [Candidate], forward: Bool = true) -> Bool {
    if var running = cycle {
      let count = running.candidates.count
      running.index =
        running.index < 0 && !forward
        ? count - 1
        : (running.index + (forward ? 1 : count - 1)) % count
      putWord(running.candidates[running.index].text, from: running.start)
      cycle = running
      return true
    }
    guard let first = candidates.first else { return false }
    let start = wordStart(skippingSpaces: false)
    if candidates.count == 1 {
      putWord(first.text + (first.isComplete ? " " : ""), from: start)
      return true
    }
    let common = candidates.dropFirst().reduce(first.text) { $0.commonPrefix(with: $1.text) }
    if common.count > cursor - start { putWord(common, from: start) }
    cycle = Cycle(candidates: candidates, index: -1, start: start)
    return true
  }

  // MARK: - Private

  private mutating func submit() -> Outcome {
    let line = text
    history.add(line)
    replace(with: "")
    return .submitted(line)
  }

  private mutating func cancel() -> Outcome {
    replace(with: "")
    return .cancelled
  }

  private mutating func insert(_ character: Character) -> Outcome {
    guard characters.count < Self.limit, character.unicodeScalars.allSatisfy({ $0.value >= 32 })
    else { return .ignored }
    characters.insert(character, at: cursor)
    cursor += 1
    browsing = nil
    return .edited
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
    browsing = nil
  }

  private mutating func putWord(_ word: String, from start: Int) {
    let room = max(0, Self.limit - (characters.count - (cursor - start)))
    let new = Array(word.prefix(room))
    characters.replaceSubrange(start..<cursor, with: new)
    cursor = start + new.count
    browsing = nil
  }

  private var wordStart: Int { wordStart(skippingSpaces: true) }

  private func wordStart(skippingSpaces: Bool) -> Int {
    var start = cursor
    if skippingSpaces { while start > 0, characters[start - 1] == " " { start -= 1 } }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    return start
  }

  private mutating func browse(back: Bool) -> Outcome {
    let from =
      browsing
      ?? Browsing(index: history.lines.count, typed: characters, beginning: beforeCursor)
    let found =
      back
      ? history.before(from.index, startingWith: from.beginning)
      : history.after(from.index, startingWith: from.beginning)
    if let found {
      characters = Array(history.lines[found])
      browsing = Browsing(index: found, typed: from.typed, beginning: from.beginning)
    } else if !back, browsing != nil {
      characters = from.typed
      browsing = nil
    } else {
      return .ignored
    }
    cursor = characters.count
    return .edited
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0.0 == $0.1 }.map(\.0))
  }
}
