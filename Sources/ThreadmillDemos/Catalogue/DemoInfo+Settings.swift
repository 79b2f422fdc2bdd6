// SPDX-License-Identifier: Apache-2.0

extension DemoInfo {
  /// `base` with the assignments applied.
  ///
  /// Values are absolute here: `workers=-1` is refused, not taken as one fewer.
  ///
  /// - Throws: `KnobError` for the first assignment that names no knob of this demo or has a value
  ///   outside its range.
  package func settings(
    base: KnobSettings,
    assignments: [(String, String)]
  ) throws(KnobError) -> KnobSettings {
    var settings = base
    for (name, text) in assignments {
      settings[name] = try checkedKnob(named: name, value: text).parse(text)
    }
    return settings
  }

  /// The knob of that name.
  ///
  /// - Throws: `KnobError` that lists the knobs there are.
  package func checkedKnob(named name: String, value: String) throws(KnobError) -> Knob {
    guard let knob = knob(named: name) else {
      throw KnobError(
        knob: name,
        value: value,
        allowed: knobs.map(\.name).joined(separator: ", "),
        isUnknownKnob: true
      )
    }
    return knob
  }
}
