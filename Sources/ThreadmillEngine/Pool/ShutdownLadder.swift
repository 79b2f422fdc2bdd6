// SPDX-License-Identifier: Apache-2.0

/// How a pool is brought to an end: first politely, then less so, each step with its deadline.
///
/// Called from inside a task of the pool, a shutdown waits for nothing, but the ladder is climbed
/// all the same: when `drainLimit` has passed, a thread of the engine cancels what is left.
public struct ShutdownLadder: Sendable, Hashable {
  /// How long queued and running tasks may still be worked off; `nil` is for ever, zero not at all.
  public var drainLimit: Duration?
  /// How long running tasks may take to notice that they are cancelled; `nil` is for ever.
  public var cancelLimit: Duration?

  /// A ladder of two steps: drain, then cancel.
  public init(drainLimit: Duration?, cancelLimit: Duration?) {
    self.drainLimit = drainLimit
    self.cancelLimit = cancelLimit
  }

  /// Works off everything, however long it takes.
  public static let drain = ShutdownLadder(drainLimit: nil, cancelLimit: nil)

  /// Works off what can be done in `limit`, then cancels the rest and waits as long again.
  ///
  /// - Parameter limit: of each of the two steps; zero or less cancels at once and waits for nothing.
  /// - Returns: a ladder of two steps.
  public static func drain(upTo limit: Duration) -> ShutdownLadder {
    ShutdownLadder(drainLimit: limit, cancelLimit: limit)
  }

  /// Cancels what has not started, asks what runs to stop, and waits for it.
  public static let cancel = ShutdownLadder(drainLimit: .zero, cancelLimit: nil)

  /// Cancels what has not started, asks what runs to stop, and waits at most for `limit`.
  ///
  /// - Parameter limit: how long running tasks may take to notice.
  /// - Returns: a ladder without the first step.
  public static func cancel(upTo limit: Duration) -> ShutdownLadder {
    ShutdownLadder(drainLimit: .zero, cancelLimit: limit)
  }
}
