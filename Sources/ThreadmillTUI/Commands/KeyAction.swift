// SPDX-License-Identifier: Apache-2.0

/// What a key does.
package enum KeyAction: Sendable, Hashable {
  /// Where the cursor of a list, a log or the lanes goes.
  package enum Movement: Sendable, Hashable, CaseIterable {
    case up, down, left, right, pageUp, pageDown, top, bottom
  }

  /// Runs a command, given as typed after `:`, and echoes it.
  case command(String)
  /// Opens the `:` line with this text in it, the cursor behind it.
  case openLine(String)
  /// Moves the cursor of the view.
  case move(Movement)
  /// Chooses the next knob for left and right.
  case nextKnob
  /// Chooses the previous knob for left and right.
  case previousKnob
}
