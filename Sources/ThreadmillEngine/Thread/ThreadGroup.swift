// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// Threads that a program waits for at its end, and daemons that it cuts: Python's rule.
///
/// ```swift
/// let threads = ThreadGroup { failure in print("\(failure.thread): \(failure.error)") }
/// try threads.start(name: "heartbeat", isDaemon: true) { context in
///   while true { try context.sleep(for: .seconds(1)) }
/// }
/// try threads.start(name: "upload") { try upload() }
/// threads.atExit { print("all uploaded") }
/// threads.exit(0)                       // waits for the upload, not for the heartbeat
/// ```
///
/// Without a group Swift knows no difference: when `main` returns, the process ends, whatever its threads do.
///
/// Memory ordering: what a thread has done is visible to hooks, and to whoever has seen ``finish(upTo:)`` return, unless
/// it is still running.
public final class ThreadGroup: Sendable {
  /// An error that a thread's body has thrown.
  public struct UncaughtError: Sendable {
    /// The thread's name.
    public let thread: String
    /// What its body has thrown.
    public let error: any Error
  }

  /// What has become of a group.
  public struct Report: Sendable, Hashable {
    /// Threads that have not ended, though they should have: the limit has passed.
    public let stillRunning: [String]
    /// Daemons that run on, and are cut when the process ends.
    public let daemons: [String]
    /// Whether this call has run the hooks.
    public let hasRunHooks: Bool
  }

  private enum Phase { case open, ending, ended }

  private struct State {
    var phase = Phase.open
    var nextNumber: UInt64 = 0
    /// Threads that have not ended, by number.
    var threads: [UInt64: (name: String, isDaemon: Bool)] = [:]
    /// How many of them are no daemons.
    var awaited = 0
    var hooks: [@Sendable () -> Void] = []
    /// The system's number of the thread that runs the hooks.
    var ender: Int32 = 0

    func names(_ areDaemons: Bool) -> [String] {
      threads.sorted { $0.key < $1.key }.compactMap {
        $0.value.isDaemon == areDaemons ? $0.value.name : nil
      }
    }
  }

  private let state = Guarded(State())
  private let onUncaughtError: @Sendable (UncaughtError) -> Void

  /// Creates a group without threads.
  ///
  /// - Parameter onUncaughtError: told of each body that throws, on its thread, before anybody who joins that. One that
  ///   throws `CancellationError` because it was asked to stop is not uncaught. Nobody is told unless said.
  public init(onUncaughtError: @escaping @Sendable (UncaughtError) -> Void = { _ in }) {
    self.onUncaughtError = onUncaughtError
  }

  /// Starts a thread that belongs to the group.
  ///
  /// - Parameters:
  ///   - name: what the system calls it; the first 15 bytes are shown.
  ///   - isDaemon: whether the program does not wait for it.
  ///   - body: what it runs.
  /// - Returns: the thread; one may join it, and need not.
  /// - Throws: ``PoolError`` with code `shutDown` once the hooks run, or `threadCreation` when the system refuses.
  @discardableResult
  public func start<Success: Sendable, Failure: Error>(
    name: String,
    isDaemon: Bool = false,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(Failure) -> Success
  ) throws(PoolError) -> WorkerThread<Success, Failure> {
    let number = try enter(name, isDaemon: isDaemon)
    let report = onUncaughtError
    // However it ends, also if it is cancelled before its first instruction.
    let onEnd: @Sendable () -> Void = { self.leave(number) }
    let thread = WorkerThread<Success, Failure>(name: name, onEnd: onEnd) {
      context throws(Failure) in
      do throws(Failure) {
        return try body(context)
      } catch {
        if !(error is CancellationError && context.isCancelled) {
          report(UncaughtError(thread: name, error: error))
        }
        throw error
      }
    }
    do throws(PoolError) {
      try thread.start()
    } catch {
      leave(number)
      throw error
    }
    return thread
  }

  private func enter(_ name: String, isDaemon: Bool) throws(PoolError) -> UInt64 {
    try state.withLock { (state) throws(PoolError) -> UInt64 in
      guard state.phase == .open else {
        throw PoolError(.shutDown, "cannot start thread \"\(name)\": the group has ended")
      }
      state.nextNumber += 1
      state.threads[state.nextNumber] = (name, isDaemon)
      if !isDaemon { state.awaited += 1 }
      return state.nextNumber
    }
  }

  private func leave(_ number: UInt64) {
    state.withLock { state in
      if state.threads.removeValue(forKey: number)?.isDaemon == false { state.awaited -= 1 }
    }
    state.notifyAll()
  }

  /// Runs something once, after the last thread that is no daemon has ended; the last registered first.
  ///
  /// - Parameter hook: what to do; on the thread that ends the group.
  /// - Throws: ``PoolError`` with code `shutDown` once the hooks run.
  public func atExit(_ hook: @escaping @Sendable () -> Void) throws(PoolError) {
    try state.withLock { (state) throws(PoolError) in
      guard state.phase == .open else {
        throw PoolError(.shutDown, "cannot register a hook: the group has ended")
      }
      state.hooks.append(hook)
    }
  }

  /// Names of the threads that have not ended, daemons included, oldest first.
  public var running: [String] { state.withLock { $0.names(false) + $0.names(true) } }

  /// Blocks until every thread that is no daemon has ended, also those that are started meanwhile.
  ///
  /// - Parameter limit: monotonic time; `nil` waits for ever, zero or less looks without blocking.
  /// - Returns: whether they have.
  @available(*, noasync)
  public func join(upTo limit: Duration? = nil) -> Bool {
    state.wait(upTo: limit) { $0.awaited == 0 ? true : nil } ?? false
  }

  /// Ends the group: waits for every thread that is no daemon, then runs the hooks.
  ///
  /// Not from a thread of the group, which would wait for itself.
  ///
  /// - Parameter limit: how long to wait, in monotonic time; `nil` is for ever. When it has passed the group goes on, and
  ///   no hook has run.
  /// - Returns: what has become of it; a second call finds nothing left to do.
  @available(*, noasync)
  @discardableResult
  public func finish(upTo limit: Duration? = nil) -> Report {
    var isEnder = false
    let hooks = state.wait(upTo: limit) { state -> [@Sendable () -> Void]? in
      // A hook that ends the group finds it about to end.
      if state.phase == .ending && state.ender == tm_thread_id() { return [] }
      guard state.awaited == 0, state.phase != .ending else { return nil }
      // In the same step: nobody starts a thread between the look and the end.
      defer { state.hooks = [] }
      guard state.phase == .open else { return [] }
      state.phase = .ending
      state.ender = tm_thread_id()
      isEnder = true
      return state.hooks
    }
    for hook in (hooks ?? []).reversed() { hook() }
    let report = state.withLock { state in
      if isEnder { state.phase = .ended }
      return Report(
        stillRunning: state.names(false),
        daemons: state.names(true),
        hasRunHooks: hooks.map { !$0.isEmpty } ?? false
      )
    }
    state.notifyAll()
    return report
  }

  /// Ends the group, however long that takes, and then the process; daemons are cut where they are.
  ///
  /// What C's standard output and error hold is written out, unless a thread is at them. Handlers that were
  /// registered with C's `atexit` do not run: daemons would still run beside them, and use what they take
  /// down.
  ///
  /// - Parameter code: the exit code; the system keeps its lowest eight bits.
  @available(*, noasync)
  public func exit(_ code: Int32) -> Never {
    finish()
    tm_flush_output()
    _exit(code)
  }
}
