// SPDX-License-Identifier: Apache-2.0

/// Which keys turn a knob: each demo has one knob of each role.
package enum KnobRole: String, Sendable, Hashable {
  /// `+ - [ ] w`.
  case workers
  /// `< >`.
  case size
  /// `{ }`.
  case speed
}
