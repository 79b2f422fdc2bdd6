// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The shared object behind a future and its promise: performs what the state machine decides.
package class FutureStorage<Success: Sendable, Failure: Error>: @unchecked Sendable {
  package typealias Outcome = Result<Success, TaskError<Failure>>
  package typealias Callback = @Sendable (Outcome) -> Void

  /// Values of `signal`.
  private enum Signal {
    static var open: UInt32 { 0 }
    static var openWithSleepers: UInt32 { 1 }
    static var settled: UInt32 { 2 }
  }

  // Safety: `machine` is touched only under `lock`; `outcome` is written once, by the thread that
  // the machine chose, before the releasing store of `settled`, and read only after an acquiring
  // load has seen that store.
  private let lock = Lock()
  private let signal = Atomic<UInt32>(Signal.open)
  private var machine = FutureStateMachine<Callback>()
  private var outcome: Outcome?

  // Internal: with a `package` one, Swift 6.3.1 refuses every subclass ("infinite recursion").
  init() {}

  /// Told after the future was cancelled while pending and before anybody can see it.
  package func didCancel() {}

  package final var state: FutureState {
    switch settledOutcome {
    case .success: return .finished
    case .failure(.cancelled): return .cancelled
    case .failure: return .failed
    case nil: break
    }
    return lock.withLock { machine.hasStarted } ? .running : .pending
  }

  /// Whether it ended, or is about to, without having been started.
  package final var isHollow: Bool {
    lock.withLock { machine.phase != .pending && !machine.hasStarted }
  }

  /// Marks the start of the work; `false` if it must not start.
  package final func start() -> Bool { lock.withLock { machine.start() } }

  /// Cancels work that has not started.
  package final func cancel() -> Bool {
    if lock.withLock({ machine.cancel() }) {
      didCancel()
      publish(.failure(.cancelled))
      return true
    }
    guard case .failure(.cancelled) = settledOutcome else { return false }
    return true
  }

  /// Gives the future its outcome; `false` if it has one already.
  @discardableResult
  package final func settle(_ outcome: Outcome) -> Bool {
    guard lock.withLock({ machine.settle() }) else { return false }
    publish(outcome)
    return true
  }

  private func publish(_ outcome: Outcome) {
    self.outcome = outcome
    // Releases `outcome`; pairs with the acquiring load in settledOutcome. Acquires the sleepers' mark.
    if signal.exchange(Signal.settled, ordering: .acquiringAndReleasing) == Signal.openWithSleepers
    {
      Futex.wakeAll(signal)
    }
    while true {
      let callbacks = lock.withLock { machine.takeCallbacks() }
      guard !callbacks.isEmpty else { return }
      for callback in callbacks { callback(outcome) }
    }
  }

  package final func onCompletion(_ callback: @escaping Callback) {
    guard lock.withLock({ machine.add(callback) }) else { return }
    // The machine says `settled` only after the outcome was published.
    if let outcome = settledOutcome { callback(outcome) }
  }

  package final var settledOutcome: Outcome? {
    // Acquires `outcome`; pairs with the exchange in publish().
    signal.load(ordering: .acquiring) == Signal.settled ? outcome : nil
  }

  /// Blocks until there is an outcome, at most until `deadline`.
  package final func wait(until deadline: Deadline?) -> Outcome? {
    var backoff = Backoff()
    while true {
      if let outcome = settledOutcome { return outcome }
      if deadline?.hasPassed == true { return nil }
      if backoff.spin() { continue }
      let (_, seen) = signal.compareExchange(
        expected: Signal.open,
        desired: Signal.openWithSleepers,
        ordering: .relaxed
      )
      if seen != Signal.settled {
        _ = Futex.wait(on: signal, while: Signal.openWithSleepers, until: deadline)
      }
    }
  }
}
