// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Why a terminal cannot be used, with what to do about it.
package struct TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong; more may come, so switches need a default.
  package struct Code: Sendable, Hashable {
    private let name: String

    /// There is no terminal to open.
    package static let noTerminal = Code(name: "noTerminal")
    /// The terminal's type is missing, or not described on this machine.
    package static let unknownType = Code(name: "unknownType")
    /// A system call failed; ``TerminalError/errno`` says how.
    package static let system = Code(name: "system")
  }

  /// What went wrong.
  package let code: Code
  /// One line for the person at the terminal: the problem, then the cure.
  package let description: String
  /// The system's error number, if one was the cause.
  package let errno: Int32?

  /// Makes an error.
  package init(_ code: Code, _ description: String, errno: Int32? = nil) {
    self.code = code
    self.errno = errno
    self.description =
      errno.map { "\(description): \(String(cString: strerror($0)))" } ?? description
  }
}
