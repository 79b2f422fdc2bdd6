// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// A lock for which a thread may wait in the run's time, at most for a multiple of the knob `size`.
///
/// A lock's own limit is real time and stands from the beginning of the wait. So the wait is cut into
/// slices, and ends when the run's time is used up: a pause holds it, and a turn of `speed` or `size`
/// acts on it. Its picture shows one wait nevertheless; only its histogram of waits knows the last slice
/// and no more.
final class PatientLock: Sendable {
  private struct Wait {
    /// Monotonic time at which it began.
    var began: Duration
    /// The system's number of the thread, once a picture has shown it.
    var thread: Int32?
  }

  /// How soon a turned knob is noticed: less than a frame of a screen.
  private static let slice = Duration.milliseconds(20)

  private let lock: Lock
  /// Waits in the run's time by the names of their threads.
  private let waits = Guarded<[String: Wait]>([:])
  /// Slices that followed another one of the same wait.
  private let furtherSlices = Atomic<UInt64>(0)

  init(name: String) { lock = Lock(name: name) }

  /// Who holds it and who waits, with each wait as the one that it is.
  func snapshot() -> SyncSnapshot? {
    // First what is subtracted: it never exceeds the other then.
    let further = furtherSlices.load(ordering: .relaxed)
    guard var picture = lock.snapshot() else { return nil }
    picture.givenUp -= min(picture.givenUp, further)
    let now = MonotonicClock.now
    waits.withLock { waits in
      for place in picture.waiters.indices {
        let waiter = picture.waiters[place]
        guard let wait = waits[waiter.name] else { continue }
        waits[waiter.name]?.thread = waiter.id
        picture.waiters[place].since = max(waiter.since, now - wait.began)
      }
      // Between two slices a thread is on nobody's list.
      for (name, wait) in waits {
        guard let id = wait.thread, !picture.waiters.contains(where: { $0.id == id }) else {
          continue
        }
        picture.waiters.append(SyncThread(id: id, name: name, since: now - wait.began))
      }
    }
    picture.waiters.sort { $0.since > $1.since }
    return picture
  }

  // MARK: Taking and giving back

  /// Waits for as long as it takes.
  ///
  /// - Throws: `CancellationError` as soon as the task is asked to stop; it was not taken then.
  func acquire(in context: borrowing WorkContext) throws(CancellationError) {
    try lock.acquire(in: context)
  }

  /// - Returns: whether it was free.
  func tryAcquire() -> Bool { lock.tryAcquire() }

  /// Waits for a limited time of the run.
  ///
  /// - Parameters:
  ///   - sizes: the limit in sizes, as the knob stands while it passes.
  ///   - name: of the thread that waits.
  ///   - stage: in whose time.
  ///   - context: of the thread's task.
  /// - Returns: whether it was taken.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; it was not taken then.
  func acquire(
    upTo sizes: Double,
    as name: String,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Bool {
    if lock.tryAcquire() { return true }
    let start = stage.pace.now
    let wait = Wait(began: MonotonicClock.now)
    waits.withLock { $0[name] = wait }
    defer { waits.withLock { $0[name] = nil } }
    var isFirst = true
    while true {
      let left = stage.size * sizes - (stage.pace.now - start)
      let isPaused = stage.pace.isPaused
      if left <= .zero, !isPaused { return false }
      if !isFirst { furtherSlices.wrappingAdd(1, ordering: .relaxed) }
      isFirst = false
      let slice = isPaused ? Self.slice : min(Self.slice, stage.real(left))
      if try lock.acquire(upTo: slice, in: context) { return true }
    }
  }

  /// Gives it back; for the thread that holds it.
  func release() { try? lock.release() }
}
