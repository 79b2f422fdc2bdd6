// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillTerminal

@Suite struct TerminalCapabilitiesTests {
  private func detect(
    _ environment: [String: String],
    _ color: TerminalOptions.Color = .auto,
    glyphs: TerminalOptions.Glyphs = .auto,
    codeset: String = "UTF-8",
    input: Bool = true,
    output: Bool = true
  ) -> TerminalCapabilities {
    .detect(
      environment: environment,
      options: TerminalOptions(color: color, glyphs: glyphs),
      codeset: codeset,
      isInputTerminal: input,
      isOutputTerminal: output
    )
  }

  @Test(arguments: [
    ("xterm-256color", ColorDepth.palette256), ("tmux-256color", .palette256), ("xterm", .ansi8),
    ("xterm-16color", .ansi16), ("linux", .ansi8), ("vt100", .mono), ("vt220", .mono),
    ("xterm-mono", .mono), ("alacritty", .palette256), ("xterm-direct", .palette256),
    ("vte", .ansi8),
  ])
  func `the type tells the colours`(type: String, depth: ColorDepth) {
    #expect(detect(["TERM": type]).colors == depth)
    #expect(detect(["TERM": type]).isUsable)
  }

  @Test func `true colour is used as a palette`() {
    #expect(detect(["TERM": "xterm", "COLORTERM": "truecolor"]).colors == .palette256)
  }

  @Test(arguments: [
    (["NO_COLOR": "1"], TerminalOptions.Color.auto, ColorDepth.mono),
    (["NO_COLOR": ""], .auto, .palette256),
    (["NO_COLOR": "1", "FORCE_COLOR": "1"], .auto, .mono),
    (["NO_COLOR": "1"], .always, .palette256),
    (["NO_COLOR": "1"], .ansi8, .ansi8),
    (["FORCE_COLOR": "3", "CLICOLOR": "0"], .auto, .palette256),
    (["CLICOLOR": "0"], .auto, .mono),
    (["CLICOLOR": "1"], .auto, .palette256),
    (["CLICOLOR": "0", "CLICOLOR_FORCE": "1"], .auto, .palette256),
    (["CLICOLOR": "0", "CLICOLOR_FORCE": "0"], .auto, .mono),
    (["FORCE_COLOR": "0"], .auto, .mono),
    (["FORCE_COLOR": "1"], .never, .mono),
    ([:], .never, .mono),
  ])
  func `option, NO_COLOR, force, CLICOLOR, terminal, in this order`(
    environment: [String: String],
    option: TerminalOptions.Color,
    depth: ColorDepth
  ) {
    let all = environment.merging(["TERM": "xterm-256color"]) { first, _ in first }
    #expect(detect(all, option).colors == depth)
  }

  @Test func `a file gets no colours unless forced`() {
    #expect(detect(["TERM": "xterm-256color"], output: false).colors == .mono)
    #expect(detect(["TERM": "xterm", "FORCE_COLOR": "1"], output: false).colors == .ansi16)
    #expect(detect(["TERM": "xterm"], .always, output: false).colors == .ansi16)
  }

  @Test(arguments: [
    ([:], true, true, TerminalCapabilities.Obstacle.typeMissing),
    (["TERM": ""], true, true, .typeMissing), (["TERM": "dumb"], true, true, .typeDumb),
    (["TERM": "xterm"], false, true, .inputIsNoTerminal),
    (["TERM": "xterm"], true, false, .outputIsNoTerminal),
    (["TERM": "xterm"], false, false, .outputIsNoTerminal),
  ])
  func `what stands in the way of a full screen is named`(
    environment: [String: String],
    input: Bool,
    output: Bool,
    obstacle: TerminalCapabilities.Obstacle
  ) {
    let capabilities = detect(environment, input: input, output: output)
    #expect(capabilities.obstacle == obstacle)
    #expect(!capabilities.isUsable)
    #expect(!obstacle.sentence.isEmpty)
  }

  @Test(arguments: [
    ("UTF-8", TerminalOptions.Glyphs.auto, true, true), ("utf8", .auto, true, true),
    ("ANSI_X3.4-1968", .auto, false, false), ("ISO-8859-1", .auto, false, false),
    ("UTF-8", .ascii, true, false), ("UTF-8", .unicode, true, true),
    ("ANSI_X3.4-1968", .unicode, false, false),
  ])
  func `the locale decides about characters, an option about glyphs`(
    codeset: String,
    glyphs: TerminalOptions.Glyphs,
    isUTF8: Bool,
    usesGlyphs: Bool
  ) {
    let capabilities = detect(["TERM": "xterm"], glyphs: glyphs, codeset: codeset)
    #expect(capabilities.isUTF8 == isUTF8)
    #expect(capabilities.usesUnicodeGlyphs == usesGlyphs)
  }
}
