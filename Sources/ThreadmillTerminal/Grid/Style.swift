// SPDX-License-Identifier: Apache-2.0

/// How a cell looks: one packed word, so that comparing two is comparing two integers.
package struct Style: Sendable, Hashable {
  /// Foreground in bits 0–8 (0 the terminal's own, else palette index + 1), attributes in 16–19.
  package var rawValue: UInt32

  /// Makes a style of its packed form.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The terminal's own colours, no attributes.
  package static let plain = Style(rawValue: 0)

  /// A colour of the 256-colour palette on the terminal's own background; `nil` is its own foreground.
  package init(
    _ color: UInt8? = nil,
    bold: Bool = false,
    dim: Bool = false,
    reverse: Bool = false,
    underline: Bool = false
  ) {
    rawValue =
      (color.map { UInt32($0) + 1 } ?? 0)
      | (bold ? 1 << 16 : 0) | (dim ? 1 << 17 : 0)
      | (reverse ? 1 << 18 : 0) | (underline ? 1 << 19 : 0)
  }

  /// The foreground in the 256-colour palette; `nil` is the terminal's own.
  package var color: UInt8? { rawValue & 0x1FF == 0 ? nil : UInt8((rawValue & 0x1FF) - 1) }
  /// Whether it is bold.
  package var isBold: Bool { rawValue & 1 << 16 != 0 }
  /// Whether it is dim.
  package var isDim: Bool { rawValue & 1 << 17 != 0 }
  /// Whether foreground and background change places.
  package var isReverse: Bool { rawValue & 1 << 18 != 0 }
  /// Whether it is underlined.
  package var isUnderlined: Bool { rawValue & 1 << 19 != 0 }

  /// The same style in reverse video.
  package var reversed: Style { Style(rawValue: rawValue | 1 << 18) }
}
