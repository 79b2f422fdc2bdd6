// SPDX-License-Identifier: Apache-2.0

/// What the command line says about the terminal, before its environment is asked.
package struct TerminalOptions: Sendable, Hashable {
  /// `--color`: `auto` asks the environment.
  package enum Color: String, Sendable, Hashable, CaseIterable {
    /// The environment and the terminal decide.
    case auto
    /// Colours even where the environment or a file speaks against them.
    case always
    /// No colours.
    case never
    /// Eight colours.
    case ansi8 = "8"
    /// Sixteen colours.
    case ansi16 = "16"
    /// The palette of 256.
    case palette256 = "256"
  }

  /// `--ascii`, `--unicode`: `auto` asks the locale.
  package enum Glyphs: String, Sendable, Hashable, CaseIterable {
    /// The locale decides.
    case auto
    /// ASCII only.
    case ascii
    /// More than ASCII, in a locale of another encoding, too.
    case unicode
  }

  /// Which colours to use.
  package var color: Color
  /// What to draw bars and lines with.
  package var glyphs: Glyphs

  /// Makes options; by default everything is found out.
  package init(color: Color = .auto, glyphs: Glyphs = .auto) {
    self.color = color
    self.glyphs = glyphs
  }
}
