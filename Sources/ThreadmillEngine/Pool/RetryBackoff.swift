// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// How long a task that has failed waits for its next attempt.
public enum RetryBackoff: Sendable, Hashable {
  /// Not at all.
  case none
  /// The same time before each; zero or more.
  case constant(Duration)
  /// `base` before the second attempt, then each time `factor` times as long, never longer than `cap`;
  /// of that, what `jitter` leaves.
  ///
  /// `base` is above zero, `factor` 1 or more and finite, `cap` no shorter than `base`.
  case exponential(base: Duration, factor: Double = 2, cap: Duration, jitter: RetryJitter = .full)

  /// Checks the ranges.
  ///
  /// - Throws: ``PoolError`` with code `retry`, naming the value and what is allowed.
  func validate() throws(PoolError) {
    switch self {
    case .none: return
    case .constant(let delay):
      if delay < .zero { throw .retry("delay", "0 s or more", delay) }
    case .exponential(let base, let factor, let cap, _):
      if base <= .zero { throw .retry("base", "above 0 s", base) }
      if !(1 <= factor && factor < .infinity) { throw .retry("factor", "1 or more", factor) }
      if cap < base { throw .retry("cap", "\(base) or more", cap) }
    }
  }

  /// The delay before one attempt.
  ///
  /// Pure: the same numbers give the same delay.
  ///
  /// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: with full jitter
  /// a random time between 0 and min(cap, base · factorⁿ), n counted from 0. Chance is the output of
  /// SplitMix64 for this place in the sequence of `seed` (Steele, Lea and Flood, "Fast Splittable
  /// Pseudorandom Number Generators", 2014).
  ///
  /// - Parameters:
  ///   - retry: which one, counted from 0: the delay between the first attempt and the second; below
  ///     counts as 0.
  ///   - seed: another one for each task, so that they do not come back together.
  /// - Returns: in whole nanoseconds, saturating at 292 years.
  package func delay(retry: Int, seed: UInt64) -> Duration {
    switch self {
    case .none: return .zero
    case .constant(let delay): return delay
    case .exponential(let base, let factor, let cap, let jitter):
      let grown = Double(base.wholeNanoseconds) * pow(factor, Double(max(0, retry)))
      let ceiling = min(cap.wholeNanoseconds, Int64(saturating: grown))
      return .nanoseconds(jitter.delay(ceiling, chance: Self.chance(retry: retry, seed: seed)))
    }
  }

  /// A number in `0..<1` with 53 random bits.
  private static func chance(retry: Int, seed: UInt64) -> Double {
    let place = UInt64(max(0, retry)) &+ 1
    var mixed = seed &+ place &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Double(mixed >> 11) * 0x1p-53
  }
}
