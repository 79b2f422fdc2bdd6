// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// How a screen may look: which colours and which characters the terminal can show.
package struct Look: Sendable, Hashable {
  /// How many colours there are.
  package enum Colors: Sendable, Hashable {
    /// None: words, glyphs, bold and reverse video carry everything.
    case mono
    /// The eight of old; bold brightens them.
    case basic
    /// The palette of 256.
    case palette
  }

  /// Which colours there are.
  package var colors: Colors
  /// Whether characters outside ASCII arrive as such.
  package var isUTF8: Bool

  /// Creates a look; everything is possible unless said.
  package init(colors: Colors = .palette, isUTF8: Bool = true) {
    self.colors = colors
    self.isUTF8 = isUTF8
  }

  /// The style of a role.
  package func style(_ role: Role) -> Style {
    switch colors {
    case .palette: role.paletteStyle
    case .basic: role.basicStyle
    case .mono: role.monoStyle
    }
  }
}
