// SPDX-License-Identifier: Apache-2.0

/// A value that can be reached only while holding its lock.
///
/// What is guarded may be of any type, and the compiler sees to it that nobody else gets at it: a body
/// can store only what is `Sendable` or what it has made itself, and returns only what is `Sendable`.
///
/// Memory ordering: everything done in one `withLock` is visible in every later one.
public final class Guarded<State>: @unchecked Sendable {
  // Safety: `state` is touched only between acquire and release of `lock`, and is in a region of its
  // own, because bodies take it as `inout sending`.

  private let lock = BareLock()
  private let changed = BareCondition()
  nonisolated(unsafe) private var state: State

  /// Guards a value.
  ///
  /// - Parameter state: what nobody else holds.
  public init(_ state: sending State) { unsafe self.state = state }

  /// Runs `body` on the value while holding the lock.
  ///
  /// - Parameter body: Short, without I/O and without foreign code.
  /// - Returns: what `body` returns: as a rule an action to perform after the lock is released.
  /// - Throws: what `body` throws.
  public func withLock<Result: Sendable, Failure: Error>(
    _ body: (inout sending State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.acquire()
    defer { lock.release() }
    return try unsafe body(&state)
  }

  /// Sleeps until `body` finds what it looks for; it is asked again after every ``notifyAll()``.
  ///
  /// - Parameters:
  ///   - limit: gives up after so long; `nil` waits for ever.
  ///   - body: runs under the lock; returns `nil` to go on waiting.
  /// - Returns: what `body` found, or `nil` if the limit has passed.
  @available(*, noasync)
  public func wait<Result: Sendable>(
    upTo limit: Duration? = nil,
    for body: (inout sending State) -> Result?
  ) -> Result? {
    wait(until: Deadline(after: limit), for: body)
  }

  func wait<Result: Sendable>(
    until deadline: Deadline?,
    for body: (inout sending State) -> Result?
  ) -> Result? {
    lock.acquire()
    defer { lock.release() }
    while true {
      if let found = unsafe body(&state) { return found }
      if deadline?.hasPassed == true { return nil }
      _ = changed.wait(releasing: lock, until: deadline)
    }
  }

  /// Lets every waiter look again.
  public func notifyAll() { changed.notifyAll() }
}
