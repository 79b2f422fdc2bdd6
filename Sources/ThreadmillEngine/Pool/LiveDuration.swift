// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A duration that a person may change while tasks wait for multiples of it.
///
/// A wait that is going on keeps the share that has elapsed: half of it stays half of it.
public final class LiveDuration: Sendable {
  private let storage: Atomic<Int64>
  private let pace: Pace

  init(_ value: Duration, pace: Pace) {
    storage = Atomic(value.wholeNanoseconds)
    self.pace = pace
  }

  /// Its present value, in paced time.
  public var value: Duration { .nanoseconds(nanoseconds) }

  // Relaxed: the wake that follows a change orders it for sleepers.
  var nanoseconds: Int64 { storage.load(ordering: .relaxed) }

  /// Changes it, and rescales the waits that are going on.
  ///
  /// - Parameter value: paced time; below zero counts as zero.
  public func set(_ value: Duration) {
    storage.store(value.wholeNanoseconds, ordering: .relaxed)
    pace.wakeSleepers()
  }
}
