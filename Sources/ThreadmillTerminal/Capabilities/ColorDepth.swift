// SPDX-License-Identifier: Apache-2.0

/// How many colours a terminal shows.
package enum ColorDepth: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// None: bold, reverse and underline carry the meaning.
  case mono = 0
  case ansi8 = 8
  case ansi16 = 16
  case palette256 = 256

  package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    left.rawValue < right.rawValue
  }
}
