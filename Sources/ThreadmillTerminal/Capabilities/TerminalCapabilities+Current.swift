// SPDX-License-Identifier: Apache-2.0
import Glibc

extension TerminalCapabilities {
  /// Finds out what the terminal of this process can do.
  ///
  /// It also makes the environment's locale the process's own, for characters only: ncurses needs
  /// it, and numbers keep their decimal point.
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
      codeset: adoptLocale(),
      isInputTerminal: isatty(STDIN_FILENO) == 1,
      isOutputTerminal: isatty(STDOUT_FILENO) == 1
    )
  }

  /// Adopts the environment's characters and returns their encoding's name.
  private static func adoptLocale() -> String {
    setlocale(LC_CTYPE, "")
    return nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? ""
  }
}
