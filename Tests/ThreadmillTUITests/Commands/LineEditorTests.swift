// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillTUI
import ThreadmillTerminal

struct LineEditorTests {
  private func typed(_ text: String, into editor: inout LineEditor) {
    for character in text { _ = editor.handle(.character(character)) }
  }

  @Test func `characters go in at the cursor and out again`() {
    var editor = LineEditor()
    typed("set wrkers", into: &editor)
    for _ in 0..<5 { _ = editor.handle(.left) }
    typed("o", into: &editor)
    #expect(editor.text == "set workers")
    _ = editor.handle(.end)
    _ = editor.handle(.backspace)
    _ = editor.handle(.home)
    _ = editor.handle(.delete)
    #expect(editor.text == "et worker")
    #expect(editor.cursor == 0)
  }

  @Test func `the keys of shells work`() {
    var editor = LineEditor(text: "set workers 12")
    _ = editor.handle(.control("w"))
    #expect(editor.text == "set workers ")
    _ = editor.handle(.control("w"))
    #expect(editor.text == "set ")
    _ = editor.handle(.control("u"))
    #expect(editor.text.isEmpty)
    typed("abc def", into: &editor)
    _ = editor.handle(.control("a"))
    _ = editor.handle(.control("f"))
    _ = editor.handle(.control("k"))
    #expect(editor.text == "a")
    _ = editor.handle(.control("e"))
    _ = editor.handle(.control("h"))
    #expect(editor.text.isEmpty)
  }

  @Test func `Enter submits, Escape and backspace on nothing give up`() {
    var editor = LineEditor(text: "stop")
    #expect(editor.handle(.enter) == .submitted("stop"))
    #expect(editor.text.isEmpty)
    typed("x", into: &editor)
    #expect(editor.handle(.escape) == .cancelled)
    #expect(editor.handle(.backspace) == .cancelled)
    #expect(editor.handle(.function(5)) == .ignored)
    #expect(editor.handle(.character("\u{7}")) == .ignored)
  }

  @Test func `the history comes back by its beginning`() {
    var editor = LineEditor()
    for line in ["run pool-map", "set workers 3", "set workers 3", "  ", "set size 1s"] {
      editor.replace(with: line)
      _ = editor.handle(.enter)
    }
    #expect(editor.history.lines == ["run pool-map", "set workers 3", "set size 1s"])
    #expect(editor.handle(.up) == .edited)
    #expect(editor.text == "set size 1s")
    _ = editor.handle(.up)
    _ = editor.handle(.up)
    #expect(editor.text == "run pool-map")
    #expect(editor.handle(.up) == .ignored)
    _ = editor.handle(.down)
    _ = editor.handle(.down)
    _ = editor.handle(.down)
    #expect(editor.text.isEmpty)
    #expect(editor.handle(.down) == .ignored)
    typed("set w", into: &editor)
    _ = editor.handle(.up)
    #expect(editor.text == "set workers 3")
    #expect(editor.handle(.up) == .ignored)
    _ = editor.handle(.down)
    #expect(editor.text == "set w")
  }

  @Test func `the history is bounded`() {
    var history = LineHistory()
    for number in 0..<1000 { history.add("line \(number)") }
    #expect(history.lines.count == LineHistory.limit)
    #expect(history.lines.last == "line 999")
  }

  @Test func `Tab completes what is certain, then goes through the rest`() {
    let context = Contexts.running("pool-submit")
    var editor = LineEditor(text: "run pool")
    func tab(forward: Bool = true) {
      let candidates = Completion.candidates(for: editor.beforeCursor, context: context)
      editor.complete(candidates, forward: forward)
    }
    #expect(editor.handle(.tab) == .completion(forward: true))
    tab()
    #expect(editor.text == "run pool-")
    #expect(editor.offered?.candidates.count == 2)
    tab()
    #expect(editor.text == "run pool-submit")
    tab()
    #expect(editor.text == "run pool-map")
    tab()
    #expect(editor.text == "run pool-submit")
    #expect(editor.handle(.backTab) == .completion(forward: false))
    tab(forward: false)
    #expect(editor.text == "run pool-map")
    typed(" ", into: &editor)
    #expect(editor.offered == nil)
    typed("ch", into: &editor)
    tab()
    #expect(editor.text == "run pool-map chunk=")
    editor.replace(with: "sto")
    tab()
    #expect(editor.text == "stop ")
    editor.replace(with: "zzz")
    tab()
    #expect(editor.text == "zzz")
  }

  @Test func `no keys break it`() {
    var random = SeededRandom(seed: 4)
    let context = Contexts.running("pool-submit")
    let keys: [Key] =
      [
        .enter, .escape, .backspace, .delete, .up, .down, .left, .right, .home, .end, .tab,
        .backTab,
      ]
      + "run set é👩‍👩‍👧 =".map { .character($0) }
      + "aebfhdkuwpngc".map { .control($0) }
    var editor = LineEditor()
    for _ in 0..<20_000 {
      let key = keys.randomElement(using: &random) ?? .tab
      if case .completion(let forward) = editor.handle(key) {
        let candidates = Completion.candidates(for: editor.beforeCursor, context: context)
        editor.complete(candidates, forward: forward)
      }
      #expect((0...editor.text.count).contains(editor.cursor))
      #expect(editor.text.count <= LineEditor.limit)
    }
  }

  @Test func `a line has an end`() {
    var editor = LineEditor(text: String(repeating: "a", count: 5000))
    typed("b", into: &editor)
    #expect(editor.text.count == LineEditor.limit)
  }
}
