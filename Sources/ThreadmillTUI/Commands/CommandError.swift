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
  /// The valid command that comes nearest.
  package var nearest: String?
  /// The part of a word that was wrong, and what may have been meant, best first.
  var slip: Slip?

  /// A word, or one side of a `KNOB=VALUE`, that was wrong.
  struct Slip: Sendable, Hashable {
    var typed: String
    var meant: [String]
  }

  /// Creates an error.
  package init(_ code: Code, _ message: String, nearest: String? = nil) {
    self.code = code
    self.message = message
    self.nearest = nearest
  }

  /// Creates an error about a part of a word; the parser makes a whole command of it.
  init(_ code: Code, _ message: String, typed: String, meant: [String]) {
    self.code = code
    self.message = message
    slip = Slip(typed: typed, meant: meant)
  }

  package var description: String { message }
}
