// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// The clock of every wait and every timestamp: it never jumps and counts from an unspecified
/// start.
public enum MonotonicClock {
  /// The present time; only differences mean something.
  ///
  /// One read costs 20 to 50 ns.
  public static var now: Duration { .nanoseconds(nanoseconds) }

  /// The present time in nanoseconds.
  package static var nanoseconds: Int64 { tm_monotonic_nanoseconds() }

  /// The present time in nanoseconds as of the last tick, 1 to 10 ms ago at most.
  ///
  /// One read costs about 6 ns.
  package static var coarseNanoseconds: Int64 { tm_monotonic_coarse_nanoseconds() }
}

extension Duration {
  /// This duration in whole nanoseconds, saturating at 292 years.
  ///
  /// Not by way of `components`, which traps beyond 2⁶³ seconds.
  package var wholeNanoseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000) }
}
