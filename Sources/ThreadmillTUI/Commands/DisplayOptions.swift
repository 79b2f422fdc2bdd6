// SPDX-License-Identifier: Apache-2.0

/// How to show things, as asked for by options and environment.
package struct DisplayOptions: Sendable, Hashable {
  /// Which characters to draw with.
  package enum Glyphs: String, Sendable, Hashable, CaseIterable {
    /// What the locale allows.
    case auto
    case ascii
    case unicode
  }

  /// When to use colours.
  package enum Color: String, Sendable, Hashable, CaseIterable {
    /// What the terminal and the environment say.
    case auto
    case always
    case never
  }

  /// Whether line mode is wanted even where the full screen is possible.
  package var isPlain: Bool
  /// Which characters to draw with.
  package var glyphs: Glyphs
  /// When to use colours.
  package var color: Color

  /// Creates options; everything is automatic unless said.
  package init(isPlain: Bool = false, glyphs: Glyphs = .auto, color: Color = .auto) {
    self.isPlain = isPlain
    self.glyphs = glyphs
    self.color = color
  }
}
