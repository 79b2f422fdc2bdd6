// SPDX-License-Identifier: Apache-2.0

/// Random numbers that come again with the same seed.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014), SplitMix64.
package struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Starts the sequence of `seed`.
  package init(seed: UInt64) { state = seed }

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether an event of this probability, in percent, happens.
  package mutating func chance(_ percent: Int) -> Bool { Int(next() % 100) < percent }

  /// A number below `bound`, which is 1 or more.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
