// SPDX-License-Identifier: Apache-2.0

/// What the terminal around this process can do, found out before it is touched.
///
/// Detection is a pure function of the environment, so every combination is a line in a table:
///
///     let capabilities = TerminalCapabilities.detect(
///       environment: ["TERM": "xterm-256color"], codeset: "UTF-8",
///       isInputTerminal: true, isOutputTerminal: true)
///     if let obstacle = capabilities.obstacle { … } // line by line instead of full screen
package struct TerminalCapabilities: Sendable, Hashable {
  /// Why there can be no full screen here.
  package enum Obstacle: Sendable, Hashable {
    /// Standard input is not a terminal.
    case inputIsNoTerminal
    /// Standard output is not a terminal: escape sequences would end in a file.
    case outputIsNoTerminal
    /// `TERM` is not set, or empty.
    case typeMissing
    /// `TERM` says that the terminal can only print lines.
    case typeDumb

    /// One sentence for the person at the terminal.
    package var sentence: String {
      switch self {
      case .inputIsNoTerminal: "standard input is not a terminal"
      case .outputIsNoTerminal: "standard output is not a terminal"
      case .typeMissing: "TERM is not set"
      case .typeDumb: "the terminal is \"dumb\""
      }
    }
  }

  /// The value of `TERM`.
  package var type: String
  /// How many colours may be used.
  package var colors: ColorDepth
  /// Whether characters beyond ASCII arrive.
  package var isUTF8: Bool
  /// Whether bars and lines may use characters beyond ASCII; never where they would not arrive.
  package var usesUnicodeGlyphs: Bool
  /// Why there can be no full screen, or `nil` if there can.
  package var obstacle: Obstacle?

  /// Whether a full screen is possible.
  package var isUsable: Bool { obstacle == nil }

  /// Makes capabilities by hand, as tests and scripts do.
  package init(
    type: String = "xterm-256color",
    colors: ColorDepth = .palette256,
    isUTF8: Bool = true,
    usesUnicodeGlyphs: Bool? = nil,
    obstacle: Obstacle? = nil
  ) {
    self.type = type
    self.colors = colors
    self.isUTF8 = isUTF8
    self.usesUnicodeGlyphs = usesUnicodeGlyphs ?? isUTF8
    self.obstacle = obstacle
  }
}
