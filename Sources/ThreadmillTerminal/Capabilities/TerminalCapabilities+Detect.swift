// SPDX-License-Identifier: Apache-2.0

extension TerminalCapabilities {
  /// The environment variables that detection looks at.
  package static let variables = [
    "TERM", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR",
  ]

  /// Finds out what the terminal can do.
  ///
  /// Colour is decided by the first that speaks: the option, `NO_COLOR`, `CLICOLOR_FORCE` or
  /// `FORCE_COLOR`, `CLICOLOR=0`, then the terminal. Source: no-color.org and bixense.com/clicolors.
  ///
  /// - Parameters:
  ///   - environment: At least ``variables``, as far as they are set.
  ///   - options: What the command line says.
  ///   - codeset: The locale's `nl_langinfo(CODESET)`.
  ///   - isInputTerminal: Whether standard input is a terminal.
  ///   - isOutputTerminal: Whether standard output is a terminal.
  /// - Returns: The capabilities; never fails.
  package static func detect(
    environment: [String: String],
    options: TerminalOptions = TerminalOptions(),
    codeset: String,
    isInputTerminal: Bool,
    isOutputTerminal: Bool
  ) -> TerminalCapabilities {
    let type = environment["TERM"] ?? ""
    let isUTF8 = isUTF8(codeset)
    let isCapable = isOutputTerminal && !type.isEmpty && type != "dumb"
    let depth = isCapable ? depth(of: type, environment: environment) : .mono
    return TerminalCapabilities(
      type: type,
      colors: colors(depth, environment: environment, option: options.color),
      isUTF8: isUTF8,
      usesUnicodeGlyphs: isUTF8 && options.glyphs != .ascii,
      obstacle: obstacle(type, isInputTerminal, isOutputTerminal)
    )
  }

  /// Whether an encoding of that name is UTF-8.
  static func isUTF8(_ codeset: String) -> Bool {
    ["UTF-8", "UTF8"].contains(codeset.uppercased())
  }

  private static func obstacle(_ type: String, _ input: Bool, _ output: Bool) -> Obstacle? {
    if !output { return .outputIsNoTerminal }
    if !input { return .inputIsNoTerminal }
    if type.isEmpty { return .typeMissing }
    return type == "dumb" ? .typeDumb : nil
  }

  /// What a terminal of that type shows; terminfo has the last word when the screen opens.
  private static func depth(of type: String, environment: [String: String]) -> ColorDepth {
    let claims = environment["COLORTERM"] ?? ""
    if type.includes("256color") || type.includes("direct") || type.includes("truecolor")
      || ["truecolor", "24bit"].contains(claims)
    {
      return .palette256
    }
    if type.hasSuffix("-m") || type.includes("mono") || isVideoTerminal(type) { return .mono }
    if ["alacritty", "xterm-kitty", "foot", "xterm-ghostty", "wezterm", "contour"].contains(type) {
      return .palette256
    }
    return type.includes("16color") ? .ansi16 : .ansi8
  }

  /// DEC's own, such as `vt100` and `vt220`, had one colour: that of the tube.
  private static func isVideoTerminal(_ type: String) -> Bool {
    type.hasPrefix("vt") && type.dropFirst(2).first?.isNumber == true
  }

  private static func colors(
    _ depth: ColorDepth,
    environment: [String: String],
    option: TerminalOptions.Color
  ) -> ColorDepth {
    switch option {
    case .never: return .mono
    case .always: return max(depth, .ansi16)
    case .ansi8: return .ansi8
    case .ansi16: return .ansi16
    case .palette256: return .palette256
    case .auto: break
    }
    if !(environment["NO_COLOR"] ?? "").isEmpty { return .mono }
    if let forced = forcedColors(environment, depth) { return forced }
    return environment["CLICOLOR"] == "0" ? .mono : depth
  }

  private static func forcedColors(
    _ environment: [String: String],
    _ depth: ColorDepth
  ) -> ColorDepth? {
    if !["", "0"].contains(environment["CLICOLOR_FORCE"] ?? "") { return max(depth, .ansi16) }
    switch environment["FORCE_COLOR"] {
    case nil: return nil
    case "0", "false": return .mono
    case "2", "3": return .palette256
    default: return max(depth, .ansi16)
    }
  }
}
