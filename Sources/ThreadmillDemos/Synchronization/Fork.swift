// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// A lock that one philosopher at a time may hold, and a count of its own to tell whether that is so.
final class Fork: Sendable {
  /// What it is called: `fork 2`.
  let name: String
  private let lock: PatientLock
  private let users = Atomic<Int>(0)
  private let clashes = Atomic<Int>(0)

  init(_ number: Int) {
    name = "fork \(number)"
    lock = PatientLock(name: name)
  }

  /// Times that somebody took it who was not alone with it.
  var clashCount: Int { clashes.load(ordering: .relaxed) }

  func snapshot() -> SyncSnapshot? { lock.snapshot() }

  // MARK: Taking and laying down

  func take(_ context: borrowing WorkContext) throws(CancellationError) {
    try lock.acquire(in: context)
    began()
  }

  /// - Returns: whether it was free.
  func tryTake() -> Bool {
    guard lock.tryAcquire() else { return false }
    began()
    return true
  }

  /// - Parameters:
  ///   - sizes: the limit, in sizes of the run's time.
  ///   - name: of the thread that waits.
  ///   - stage: in whose time.
  ///   - context: of the thread's task.
  /// - Returns: whether it was free in time.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; it was not taken then.
  func take(
    upTo sizes: Double,
    as name: String,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Bool {
    guard try lock.acquire(upTo: sizes, as: name, stage, context) else { return false }
    began()
    return true
  }

  func layDown() {
    users.wrappingSubtract(1, ordering: .relaxed)
    lock.release()
  }

  private func began() {
    if users.wrappingAdd(1, ordering: .relaxed).newValue != 1 {
      clashes.wrappingAdd(1, ordering: .relaxed)
    }
  }
}
