// SPDX-License-Identifier: Apache-2.0

extension KnobSettings {
  /// What a choice knob stands on, as a type that has a case for each of its words.
  ///
  /// - Parameters:
  ///   - name: of a choice knob that the demo has.
  ///   - type: whose cases are the words of the knob.
  /// - Returns: the case of the knob's word.
  /// - Precondition: there is such a knob, and its word has a case.
  package func choice<Choice: RawRepresentable<String>>(
    _ name: String,
    as type: Choice.Type
  ) -> Choice {
    let word = choice(name)
    guard let choice = Choice(rawValue: word) else {
      preconditionFailure("the knob `\(name)` stands on \"\(word)\", which is no \(type)")
    }
    return choice
  }
}
