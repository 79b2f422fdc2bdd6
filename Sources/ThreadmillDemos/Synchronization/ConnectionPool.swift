// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// Connections that a few may use at a time, and a count of its own of how many really do.
final class ConnectionPool: Sendable {
  /// What lets threads in.
  private enum Door: Sendable {
    case plain(Semaphore)
    case bounded(BoundedSemaphore)
  }

  let variant: PermitVariant
  let permits: Int
  /// Whether a permit too many was refused.
  let hasRefused: Bool
  private let door: Door
  private let inside = Atomic<Int>(0)
  private let highWater = Atomic<Int>(0)
  private let queries = Atomic<Int>(0)

  /// Opens the pool; where the variant wants it, one permit is given back that nobody has taken.
  init(permits: Int, _ variant: PermitVariant) throws(SyncError) {
    self.variant = variant
    self.permits = permits
    guard variant == .bounded else {
      let semaphore = try Semaphore(permits: permits, name: "connections")
      if variant == .extra { semaphore.release() }
      door = .plain(semaphore)
      hasRefused = false
      return
    }
    let semaphore = try BoundedSemaphore(permits: permits, name: "connections")
    door = .bounded(semaphore)
    do throws(SyncError) {
      try semaphore.release()
      hasRefused = false
    } catch {
      hasRefused = true
    }
  }

  /// How many use a connection now.
  var insideCount: Int { inside.load(ordering: .relaxed) }
  /// How many used one at the same time, at most.
  var highWaterMark: Int { highWater.load(ordering: .relaxed) }
  /// Queries that are done.
  var queryCount: Int { queries.load(ordering: .relaxed) }

  func snapshot() -> SyncSnapshot? {
    switch door {
    case .plain(let semaphore): semaphore.snapshot()
    case .bounded(let semaphore): semaphore.snapshot()
    }
  }

  // MARK: What a thread does

  /// Takes a connection, uses it for one size, and gives it back.
  ///
  /// - Throws: `CancellationError` as soon as the task is asked to stop; no permit is held then.
  func query(_ stage: DemoStage, _ context: borrowing WorkContext) throws(CancellationError) {
    try enter(context)
    defer { leave() }
    let count = inside.wrappingAdd(1, ordering: .relaxed).newValue
    defer { inside.wrappingSubtract(1, ordering: .relaxed) }
    highWater.max(count, ordering: .relaxed)
    try stage.liveWork(1, context)
    queries.wrappingAdd(1, ordering: .relaxed)
  }

  private func enter(_ context: borrowing WorkContext) throws(CancellationError) {
    switch door {
    case .plain(let semaphore): try semaphore.acquire(in: context)
    case .bounded(let semaphore): try semaphore.acquire(in: context)
    }
  }

  private func leave() {
    switch door {
    case .plain(let semaphore): semaphore.release()
    // What was taken is not too much.
    case .bounded(let semaphore): try? semaphore.release()
    }
  }
}
