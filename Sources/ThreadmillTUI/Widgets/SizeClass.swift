// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// How much of a view a screen has room for.
package enum SizeClass: Sendable, Hashable, Comparable {
  /// Below 40×8: totals only.
  case tiny
  /// Below 80×24: one lane per row, no tabs, no lines.
  case small
  /// From 80×24.
  case medium
  /// From 100×30.
  case large

  /// The class of a size.
  package init(_ size: ScreenSize) {
    switch (size.columns, size.rows) {
    case (100..., 30...): self = .large
    case (80..., 24...): self = .medium
    case (40..., 8...): self = .small
    default: self = .tiny
    }
  }
}
