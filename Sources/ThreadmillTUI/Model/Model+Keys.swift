// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

extension Model {
  /// Does what a key means now.
  mutating func press(_ key: Key) -> [Effect] {
    if case .focus(let isHere) = key {
      hasFocus = isHere
      return []
    }
    lastKeyAt = now
    if line != nil { return pressInLine(key) }
    if help != nil { return pressInHelp(key) }
    guard let binding = CommandRegistry.binding(for: key, context: context) else {
      echo = Echo("", "\(key.label) does nothing here: ? lists the keys", isRefusal: true)
      return []
    }
    return perform(binding.action)
  }

  /// Does what a key or a row of the help stands for.
  mutating func perform(_ action: KeyAction) -> [Effect] {
    switch action {
    case .command(let text):
      return perform(line: text)
    case .openLine(let text):
      line = LineEditor(text: text, history: history)
      lineError = nil
    case .move(let movement):
      move(movement)
    case .nextKnob:
      moveKnob(1)
    case .previousKnob:
      moveKnob(-1)
    }
    return []
  }

  // MARK: - The command line

  private mutating func pressInLine(_ key: Key) -> [Effect] {
    guard var editor = line else { return [] }
    if key == .control("z") { return [.suspend] }
    let outcome = editor.handle(key)
    history = editor.history
    line = editor
    switch outcome {
    case .edited:
      lineError = nil
    case .completion(let forward):
      let candidates = Completion.candidates(for: editor.beforeCursor, context: context)
      editor.complete(candidates, forward: forward)
      line = editor
      lineError = nil
    case .submitted(let text):
      return submit(text)
    case .cancelled:
      line = nil
      lineError = nil
    case .ignored:
      break
    }
    return []
  }

  /// Runs a line; a refused one stays open, so that it can be mended.
  private mutating func submit(_ text: String) -> [Effect] {
    line = nil
    lineError = nil
    guard text.contains(where: { $0 != " " }) else { return [] }
    let effects = perform(line: text)
    if let error = refusal {
      lineError = error
      line = LineEditor(text: text, history: history)
    }
    return effects
  }

  // MARK: - The help

  private mutating func pressInHelp(_ key: Key) -> [Effect] {
    guard var state = help else { return [] }
    let rows = CommandRegistry.search(state.words, context: context)
    let last = max(0, rows.count - 1)
    switch key {
    case .escape, .function(1), .control("c"), .character("?"):
      help = nil
      return []
    case .enter:
      help = nil
      return rows.indices.contains(state.cursor) ? perform(rows[state.cursor].action) : []
    case .up: state.cursor = max(0, state.cursor - 1)
    case .down: state.cursor = min(last, state.cursor + 1)
    case .pageUp: state.cursor = max(0, state.cursor - 8)
    case .pageDown: state.cursor = min(last, state.cursor + 8)
    case .home: state.cursor = 0
    case .end: state.cursor = last
    case .backspace, .control("h"):
      if state.words.isEmpty {
        help = nil
        return []
      }
      state.words.removeLast()
      state.cursor = 0
    case .control("u"):
      state.words = ""
      state.cursor = 0
    case .control("z"):
      return [.suspend]
    case .character(let character):
      guard state.words.utf8.count < 40 else { break }
      state.words.append(character)
      state.cursor = 0
    default:
      break
    }
    help = state
    return []
  }
}
