// SPDX-License-Identifier: Apache-2.0

/// How much chance there is in the delay before another attempt.
///
/// Tasks that failed together for one reason would come back together without it.
///
/// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: full jitter needed
/// the least work of those compared, and hardly more time.
public enum RetryJitter: Sendable, Hashable, CaseIterable {
  /// The whole delay, always.
  case none
  /// Half of the delay, and a random part of the other half.
  case equal
  /// A random part of the delay, down to nothing.
  case full

  /// Applies chance to a delay.
  ///
  /// - Parameters:
  ///   - nanoseconds: the delay without chance, 0 or more.
  ///   - chance: in `0..<1`.
  /// - Returns: in `0...nanoseconds`.
  package func delay(_ nanoseconds: Int64, chance: Double) -> Int64 {
    let fixed: Int64 =
      switch self {
      case .none: nanoseconds
      case .equal: nanoseconds / 2
      case .full: 0
      }
    let rest = nanoseconds - fixed
    // Rounding to a Double may lift the product above what is left.
    return fixed + min(rest, Int64(saturating: Double(rest) * chance))
  }
}
