// SPDX-License-Identifier: Apache-2.0

/// How many colours a terminal shows.
package enum ColorDepth: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// None: bold, reverse and underline carry the meaning.
  case mono = 0
  /// The eight of old.
  case ansi8 = 8
  /// Those and their bright twins.
  case ansi16 = 16
  /// xterm's palette.
  case palette256 = 256

  /// Whether the left one has fewer colours.
  package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    left.rawValue < right.rawValue
  }
}
