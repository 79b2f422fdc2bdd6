// SPDX-License-Identifier: Apache-2.0

/// How far a running task has come, as far as it says so itself.
public enum TaskActivity: Sendable, Hashable {
  /// The task reports nothing.
  case unreported
  /// The task waits a known time; both values are in the pool's paced time, `elapsed` in
  /// `0...requested`.
  case wait(elapsed: Duration, requested: Duration)
  /// The task has reported `done` of `total` units; `total` is 1 or more, `done` in `0...total`.
  case steps(done: Int, total: Int)

  /// The share that is done, in `0...1`; `nil` where none is known.
  public var fraction: Double? {
    switch self {
    case .unreported:
      nil
    case .wait(let elapsed, let requested):
      requested > .zero ? min(1, max(0, elapsed / requested)) : 1
    case .steps(let done, let total):
      total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
    }
  }
}
