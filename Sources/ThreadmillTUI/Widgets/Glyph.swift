// SPDX-License-Identifier: Apache-2.0

/// A character with a meaning, and what stands for it where only ASCII can be shown.
package enum Glyph: Sendable, Hashable, CaseIterable {
  case starting, idle, running, waiting, blocked, done, failed, cancelled, lost, held
  case play, stop, cursor, line, junction, wall, box, more, less
  case topLeft, topRight, bottomLeft, bottomRight

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
    case .stop: "■"
    case .cursor: "▶"
    case .line: "─"
    case .junction: "┬"
    case .wall: "│"
    case .box: "▏"
    case .more: "▸"
    case .less: "◂"
    case .topLeft: "┌"
    case .topRight: "┐"
    case .bottomLeft: "└"
    case .bottomRight: "┘"
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
    case .stop: "#"
    case .line: "-"
    case .junction: "+"
    case .topLeft, .topRight, .bottomLeft, .bottomRight: "+"
    case .wall, .box: "|"
    case .less: "<"
    }
  }
}
