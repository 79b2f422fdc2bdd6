// SPDX-License-Identifier: Apache-2.0

/// Why a command was refused: one sentence with the value, what is allowed and what comes nearest.
package struct CommandError: Error, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  package enum Code: Sendable, Hashable {
    /// There is no command of that name.
    case unknownCommand
    /// There is no demo, knob, view or option of that name.
    case unknownName
    /// The beginning of a name fits several.
    case ambiguous
    /// A word is missing.
    case missing
    /// There is a word too many.
    case excess
    /// A value is outside its range.
    case value
    /// The command is right but not possible now or not here.
    case unavailable
    /// The line cannot be split into words.
    case syntax
  }

  /// What kind of mistake it is.
  package var code: Code
  /// The sentence, one line without a full stop.
  package var message: String
  /// The valid name or command that comes nearest.
  package var nearest: String?

  /// Creates an error.
  package init(_ code: Code, _ message: String, nearest: String? = nil) {
    self.code = code
    self.message = message
    self.nearest = nearest
  }

  package var description: String { message }
}
