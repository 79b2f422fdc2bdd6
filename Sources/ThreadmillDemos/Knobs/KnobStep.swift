// SPDX-License-Identifier: Apache-2.0

/// A turn of a knob that starts from its present value.
package enum KnobStep: Sendable, Hashable {
  /// So many notches up; see ``Knob/stepped(_:_:)`` for what a notch is.
  case more(Int)
  /// So many notches down.
  case fewer(Int)
  /// That many times the present value; a word moves one notch up.
  case times(Int)
  /// The present value divided by that, rounded down; a word moves one notch down.
  case over(Int)
}
