// SPDX-License-Identifier: Apache-2.0

/// The values of all knobs of one demo.
package struct KnobSettings: Sendable, Hashable {
  /// The values by the knobs' names.
  package private(set) var values: [String: KnobValue]

  /// Creates settings.
  package init(values: [String: KnobValue]) { self.values = values }

  /// The value of the knob of that name, if the demo has one.
  package subscript(name: String) -> KnobValue? {
    get { values[name] }
    set { values[name] = newValue }
  }
}
