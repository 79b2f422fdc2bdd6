// SPDX-License-Identifier: Apache-2.0

/// What each worker of a pool does before its first task and after its last, where it runs, and when it
/// is replaced.
///
/// ```swift
/// let setup = WorkerSetup(
///   pinning: .each,
///   teardown: { worker in connections.close(for: worker) },
///   initializer: { worker in try connections.open(for: worker) }
/// )
/// let pool = try ThreadPool(workers: 4, setup: setup)
/// ```
public struct WorkerSetup: Sendable {
  /// Task counts after which workers may be replaced.
  public static let recycleRange = 1...1_000_000_000

  /// Runs once on each worker before any task.
  ///
  /// If it throws, the pool is broken: what is queued and what is submitted from then on ends as
  /// ``TaskError/rejected(reason:)``, which says why.
  public var initializer: (@Sendable (_ worker: Int) throws -> Void)?
  /// Runs once on each worker whose initializer has succeeded, after its last task.
  public var teardown: (@Sendable (_ worker: Int) -> Void)?
  /// After so many tasks a worker ends and a new one takes its place, between two tasks.
  ///
  /// If the system refuses a new thread, the old one goes on. `nil` is never.
  public var recycleAfter: Int?
  /// On which CPUs the workers run; those of the process unless said.
  public var pinning: CPUPinning

  /// Describes workers; by default plain ones, which are never replaced.
  ///
  /// - Parameters:
  ///   - pinning: on which CPUs they run.
  ///   - recycleAfter: after how many tasks they are replaced, in ``recycleRange``; `nil` is never.
  ///   - initializer: runs on each before its first task.
  ///   - teardown: runs on each after its last task.
  public init(
    pinning: CPUPinning = .none,
    recycleAfter: Int? = nil,
    initializer: (@Sendable (_ worker: Int) throws -> Void)? = nil,
    teardown: (@Sendable (_ worker: Int) -> Void)? = nil
  ) {
    self.pinning = pinning
    self.recycleAfter = recycleAfter
    self.teardown = teardown
    self.initializer = initializer
  }

  /// Finds out whether workers can be so.
  ///
  /// - Throws: ``PoolError`` with code `pinning` or `recycling`.
  func validate() throws(PoolError) {
    try pinning.validate()
    if let recycleAfter, !Self.recycleRange.contains(recycleAfter) {
      throw .recycling(recycleAfter, allowed: Self.recycleRange)
    }
  }
}
