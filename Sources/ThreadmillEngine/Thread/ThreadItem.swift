// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
internal import ThreadmillTelemetry

/// What a ``WorkerThread`` and its running thread share.
final class ThreadItem<Success: Sendable, Failure: Error>: Sendable {
  typealias Body = @Sendable (borrowing WorkContext) throws(Failure) -> Success

  let slot: WorkerSlot
  let pace: Pace
  let storage = FutureStorage<Success, Failure>(name: nil, body: nil)
  private let events: EventHub
  private let body: Guarded<Body?>
  /// 0 runs, 1 has ended, 2 nobody will join it.
  private let ending = Atomic<UInt32>(0)

  init(slot: WorkerSlot, pace: Pace, events: EventHub, body: @escaping Body) {
    self.slot = slot
    self.pace = pace
    self.events = events
    self.body = Guarded(body)
  }

  /// The thread, from its first instruction to its last.
  func run() {
    slot.workerBegan()
    let id = UInt64(slot.index)
    events.emit(.workerStarted, worker: slot.index)
    if let body = body.withLock({ $0.take() }), storage.start() {
      slot.taskBegan(id: id, name: nil, start: MonotonicClock.nanoseconds, queueWait: 0)
      events.emit(.running, task: id, taskName: slot.name, worker: slot.index)
      finish(outcome(of: body), id)
    } else {
      slot.workerEnded(.cancelled)
      events.emit(.cancelled, task: id, taskName: slot.name, worker: slot.index)
    }
    events.emit(.workerEnded, worker: slot.index)
    // Whoever comes second, the end or the last owner, does the tidying up.
    if ending.exchange(1, ordering: .acquiringAndReleasing) == 2 { NativeThread.detachCurrent() }
  }

  private func outcome(of body: Body) -> Result<Success, TaskError<Failure>> {
    let context = WorkContext(taskID: UInt64(slot.index), slot: slot, pace: pace)
    do throws(Failure) {
      return .success(try body(context))
    } catch {
      let isCancelled = error is CancellationError && context.isCancelled
      return .failure(isCancelled ? .cancelled : .failed(error))
    }
  }

  private func finish(_ outcome: Result<Success, TaskError<Failure>>, _ id: UInt64) {
    let (ending, state, event): (TaskEnding, WorkerState, TaskEvent.State) =
      switch outcome {
      case .success: (.finished, .finished, .finished)
      case .failure(.cancelled): (.cancelled, .cancelled, .cancelled)
      case .failure: (.failed, .failed, .failed)
      }
    slot.taskEnded(ending, service: -1)
    slot.workerEnded(state)
    events.emit(event, task: id, taskName: slot.name, worker: slot.index)
    storage.settle(outcome)
  }

  /// Waits for the thread's last instruction.
  func join(_ thread: NativeThread) { thread.join() }

  /// Lets the thread end without being joined.
  func release(_ thread: NativeThread) {
    if ending.exchange(2, ordering: .acquiringAndReleasing) == 1 { thread.join() }
  }
}
