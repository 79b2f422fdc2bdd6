// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

extension Look {
  /// The look that a terminal can show.
  package init(_ capabilities: TerminalCapabilities) {
    let colors: Colors =
      switch capabilities.colors {
      case .mono: .mono
      case .ansi8, .ansi16: .basic
      case .palette256: .palette
      }
    self.init(colors: colors, isUTF8: capabilities.usesUnicodeGlyphs)
  }
}
