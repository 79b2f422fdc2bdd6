// SPDX-License-Identifier: Apache-2.0
import Glibc

extension TerminalCapabilities {
  /// Finds out what the terminal of this process can do.
  ///
  /// It also makes the environment's locale the process's own, for characters only: ncurses needs
  /// it, and numbers keep their decimal point. A person who asks for Unicode in a locale of another
  /// encoding gets `C.UTF-8`, where the system has it.
  ///
  /// - Parameter options: What the command line says.
  /// - Returns: The capabilities; never fails.
  package static func current(options: TerminalOptions = TerminalOptions()) -> TerminalCapabilities
  {
    var environment: [String: String] = [:]
    for name in variables {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return detect(
      environment: environment,
      options: options,
      codeset: adoptLocale(needsUTF8: options.glyphs == .unicode),
      isInputTerminal: isatty(STDIN_FILENO) == 1,
      isOutputTerminal: isatty(STDOUT_FILENO) == 1
    )
  }

  /// Adopts the environment's characters and returns their encoding's name.
  private static func adoptLocale(needsUTF8: Bool) -> String {
    setlocale(LC_CTYPE, "")
    if needsUTF8, !isUTF8(codeset) { setlocale(LC_CTYPE, "C.UTF-8") }
    return codeset
  }

  private static var codeset: String {
    nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
  }
}
