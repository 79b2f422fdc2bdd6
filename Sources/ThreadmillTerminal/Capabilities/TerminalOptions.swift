// SPDX-License-Identifier: Apache-2.0

/// What the command line says about the terminal, before its environment is asked.
package struct TerminalOptions: Sendable, Hashable {
  /// `--color`: `auto` asks the environment.
  package enum Color: String, Sendable, Hashable, CaseIterable {
    case auto, always, never
    case ansi8 = "8"
    case ansi16 = "16"
    case palette256 = "256"
  }

  /// `--ascii`, `--unicode`: `auto` asks the locale.
  package enum Glyphs: String, Sendable, Hashable, CaseIterable {
    case auto, ascii, unicode
  }

  package var color: Color
  package var glyphs: Glyphs

  /// Makes options; by default everything is found out.
  package init(color: Color = .auto, glyphs: Glyphs = .auto) {
    self.color = color
    self.glyphs = glyphs
  }
}
