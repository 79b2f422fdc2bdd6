// SPDX-License-Identifier: Apache-2.0

/// A character with a meaning, and what stands for it where only ASCII can be shown.
package enum Glyph: Sendable, Hashable, CaseIterable {
  case starting, idle, running, waiting, blocked, done, failed, cancelled, lost, held
  case play, pause, stop, cursor, line, corner, junction, wall, box, mark, more, less
  case topLeft, topRight, bottomLeft, bottomRight, leftTee, rightTee

  /// The character, one column wide.
  package func scalar(isUTF8: Bool) -> Unicode.Scalar { isUTF8 ? block : ascii }

  private var block: Unicode.Scalar {
    switch self {
    case .starting: "∘"
    case .idle: "·"
    case .running: "█"
    case .waiting: "~"
    case .blocked: "⊘"
    case .done: "✓"
    case .failed: "✗"
    case .cancelled: "×"
    case .lost: "!"
    case .held: "‖"
    case .play: "▶"
    case .pause: "‖"
    case .stop: "■"
    case .cursor: "▶"
    case .line: "─"
    case .corner: "┴"
    case .junction: "┬"
    case .wall: "│"
    case .box: "▏"
    case .mark: "│"
    case .more: "▸"
    case .less: "◂"
    case .topLeft: "┌"
    case .topRight: "┐"
    case .bottomLeft: "└"
    case .bottomRight: "┘"
    case .leftTee: "├"
    case .rightTee: "┤"
    }
  }

  private var ascii: Unicode.Scalar {
    switch self {
    case .starting: "o"
    case .idle: "."
    case .running: "#"
    case .waiting: "~"
    case .blocked: "@"
    case .done: "+"
    case .failed: "X"
    case .cancelled: "x"
    case .lost: "!"
    case .held: "="
    case .play, .cursor, .more: ">"
    case .pause: "="
    case .stop: "#"
    case .line: "-"
    case .corner, .junction, .leftTee, .rightTee: "+"
    case .topLeft, .topRight, .bottomLeft, .bottomRight: "+"
    case .wall, .box, .mark: "|"
    case .less: "<"
    }
  }
}
