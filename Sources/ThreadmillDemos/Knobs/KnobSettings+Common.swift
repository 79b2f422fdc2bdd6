// SPDX-License-Identifier: Apache-2.0

extension KnobSettings {
  /// The value of a whole-number knob; 1 if there is none or it has no limit.
  package func int(_ name: String) -> Int {
    if case .int(let number) = self[name] { number } else { 1 }
  }

  /// The word that a choice knob stands on; empty if there is none.
  package func choice(_ name: String) -> String {
    if case .choice(let word) = self[name] { word } else { "" }
  }

  /// How many workers there shall be.
  package var workers: Int { int("workers") }

  /// The knob `size`, in the run's time.
  package var size: Duration {
    if case .duration(let duration) = self["size"] { duration } else { .zero }
  }

  /// Paced seconds for each real one.
  package var speed: Double { Double(choice("speed")) ?? 1 }

  /// Whether tasks compute instead of waiting.
  package var computes: Bool { choice("work") == "cpu" }

  /// How many rounds there shall be; `nil` without a limit.
  package var rounds: Int? { self["rounds"] == .unlimited ? nil : int("rounds") }
}
