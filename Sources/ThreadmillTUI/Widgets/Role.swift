// SPDX-License-Identifier: Apache-2.0

import ThreadmillTerminal

/// What a piece of the screen means; a ``Look`` turns it into colours.
///
/// The colours are told apart with every common colour vision (blue against orange, never red against
/// green) and have a contrast of at least 3 to black and to white, because the background is the
/// terminal's own. None of them is the only carrier of a meaning.
package enum Role: Sendable, Hashable, CaseIterable {
  /// Plain text.
  case text
  /// Headings.
  case title
  /// Secondary text, separators, empty bars.
  case quiet
  /// Names that a person can type.
  case accent
  /// Keys that a person can press.
  case key
  /// The row under the cursor.
  case selection
  /// A worker that computes.
  case running
  /// A worker that waits a known time.
  case waiting
  /// A worker that waits for another one.
  case blocked
  /// A worker with nothing to do.
  case idle
  /// A worker that has done its task, and checks that hold.
  case done
  /// What failed or does not hold.
  case failed
  /// What was cancelled.
  case cancelled
  /// What has just changed.
  case flash
  /// Refusals and warnings.
  case warning
}

extension Role {
  /// On 256 colours.
  var paletteStyle: Style {
    switch self {
    case .text: .plain
    case .title: Style(bold: true)
    case .quiet, .idle: Style(Hue.grey)
    case .accent: Style(Hue.blue)
    case .key: Style(Hue.blue, bold: true)
    case .selection: Style(reverse: true)
    case .running: Style(Hue.blue)
    case .waiting: Style(Hue.teal)
    case .blocked: Style(Hue.orange)
    case .done: Style(Hue.teal, bold: true)
    case .failed: Style(Hue.magenta, bold: true)
    case .cancelled: Style(Hue.magenta)
    case .flash: Style(Hue.yellow, bold: true)
    case .warning: Style(Hue.orange, bold: true)
    }
  }

  /// On eight colours, where bold is the brighter half; plain blue is too dark on black.
  var basicStyle: Style {
    switch self {
    case .text: .plain
    case .title: Style(bold: true)
    case .quiet, .idle: Style(dim: true)
    case .accent, .running: Style(4, bold: true)
    case .key: Style(bold: true)
    case .selection: Style(reverse: true)
    case .waiting, .done: Style(6)
    case .blocked, .warning: Style(3)
    case .failed: Style(5, bold: true)
    case .cancelled: Style(5)
    case .flash: Style(3, bold: true)
    }
  }

  /// Without colours.
  var monoStyle: Style {
    switch self {
    case .text, .accent, .running, .waiting, .blocked, .cancelled: .plain
    case .title, .key, .done, .flash, .warning: Style(bold: true)
    case .quiet, .idle: .plain
    case .selection: Style(reverse: true)
    case .failed: Style(bold: true, reverse: true)
    }
  }

  /// Indices into the palette of 256, chosen by contrast to black and to white (WCAG 2 formula).
  private enum Hue {
    static let blue: UInt8 = 33
    static let teal: UInt8 = 30
    static let orange: UInt8 = 166
    static let yellow: UInt8 = 136
    static let magenta: UInt8 = 162
    static let grey: UInt8 = 244
  }
}
