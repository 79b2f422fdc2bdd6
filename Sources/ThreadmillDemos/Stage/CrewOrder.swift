// SPDX-License-Identifier: Apache-2.0

/// What the knob `workers` has asked of a crew, in order.
package enum CrewOrder: Sendable, Hashable {
  /// A thread of that number was to start.
  case start(Int)
  /// The newest thread of that number was to stop.
  case cancel(Int)
}
