// SPDX-License-Identifier: Apache-2.0

/// Runs something once, after a delay, on a thread of its own, unless it is cancelled first.
///
/// ```swift
/// let alarm = Timer(after: .seconds(5)) { print("still there?") }
/// try alarm.start()
/// …
/// alarm.cancel()
/// ```
///
/// The body may block: nobody shares the thread. For many timers at once, `Task.sleep` costs less.
///
/// Memory ordering: what was done before ``start()`` is visible to the body.
public final class Timer: Sendable {
  /// Who was first: the body, or whoever keeps it from running.
  private enum Fate { case open, fires, cancelled }

  private let stop: Event
  private let fate: Guarded<Fate>
  private let thread: WorkerThread<Bool, Never>
  /// How long it waits.
  public let delay: Duration

  /// Prepares a timer.
  ///
  /// - Parameters:
  ///   - delay: monotonic time after ``start()``; zero or less is at once.
  ///   - name: what its thread is called.
  ///   - body: what it runs.
  public init(after delay: Duration, name: String = "timer", _ body: @escaping @Sendable () -> Void)
  {
    let (stop, fate) = (Event(), Guarded(Fate.open))
    (self.stop, self.fate) = (stop, fate)
    self.delay = delay
    thread = WorkerThread(name: name) {
      // Never negative.
      _ = try? stop.wait(upTo: max(.zero, delay))
      guard Self.decide(fate, .fires) else { return false }
      body()
      return true
    }
  }

  /// Starts to wait.
  ///
  /// - Throws: ``PoolError`` with code `alreadyStarted` the second time, or `threadCreation` when the
  ///   system refuses a thread.
  public func start() throws(PoolError) { try thread.start() }

  /// Keeps the body from running, unless it has begun.
  ///
  /// - Returns: whether it will never run; `false` if it has begun.
  @discardableResult
  public func cancel() -> Bool {
    let isKept = Self.decide(fate, .cancelled)
    stop.set()
    return isKept
  }

  /// - Returns: whether this is its fate now.
  private static func decide(_ fate: Guarded<Fate>, _ wanted: Fate) -> Bool {
    fate.withLock { fate in
      if fate == .open { fate = wanted }
      return fate == wanted
    }
  }

  /// Blocks until the body has run, or was kept from it.
  ///
  /// - Returns: whether it has run; `false` if the timer was never started.
  @available(*, noasync)
  public func join() -> Bool { (try? thread.join()) ?? false }

  /// Blocks until the body has run, or was kept from it, at most for `limit`.
  ///
  /// - Parameter limit: monotonic time; zero or less looks without blocking.
  /// - Returns: whether it has run; `nil` if the limit has passed first, `false` if it was never started.
  @available(*, noasync)
  public func join(upTo limit: Duration) -> Bool? {
    do throws(TaskError<Never>) { return try thread.join(upTo: limit) } catch { return false }
  }
}
