// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The threads of a ``ThreadPool``.
final class ThreadPoolStorage: PoolStorage, @unchecked Sendable {
  /// One thread and the word it sleeps on.
  private final class Worker: Sendable {
    let slot: WorkerSlot
    /// 1 when it may go on; the worker takes the 1 away.
    let token = Atomic<UInt32>(0)
    private let thread = Guarded<NativeThread?>(nil)

    init(_ slot: WorkerSlot) { self.slot = slot }

    /// How to join it; `nil` for a moment after its start.
    var handle: NativeThread? { thread.withLock { $0 } }

    func hasStarted(_ handle: NativeThread) { thread.withLock { $0 = handle } }

    func park() {
      // Acquires what the waker did; pairs with the release in unpark().
      while token.exchange(0, ordering: .acquiring) == 0 { _ = Futex.wait(on: token, while: 0) }
    }

    func unpark() {
      token.store(1, ordering: .releasing)
      Futex.wakeOne(token)
    }
  }

  /// Held while threads are created or joined, so that their handles are always known.
  private let administration = Lock()
  // Safety: the rest is touched only under the pool's lock.
  private var workers: [Worker?] = []
  private var ended: [Worker] = []
  private var isOrphaned = false

  override func wake(_ index: Int) {
    locked { index < workers.count ? workers[index] : nil }?.unpark()
  }

  /// Each worker joins those that have ended before it, so that a pool that shrinks keeps one
  /// thread at most that nobody has joined.
  override func workerHasEnded(_ index: Int) -> () -> Void {
    let earlier = ended.filter { $0.handle != nil }
    ended.removeAll { $0.handle != nil }
    if let worker = workers[index].take() {
      if isOrphaned { NativeThread.detachCurrent() } else { ended.append(worker) }
    }
    return { for worker in earlier { worker.handle?.join() } }
  }

  /// Brings the pool to `count` workers; threads that have ended are joined on the way.
  func resize(to count: Int) throws(PoolError) {
    try administration.withLock { () throws(PoolError) in
      joinEnded()
      let before = targetWorkers
      let start = try retarget(to: count, kind: .thread)
      for (position, slot) in start.enumerated() {
        do throws(PoolError) {
          try startThread(slot)
        } catch {
          abandon(start[position...], target: before)
          throw error
        }
      }
    }
  }

  private func startThread(_ slot: WorkerSlot) throws(PoolError) {
    let worker = Worker(slot)
    locked {
      while workers.count <= slot.index { workers.append(nil) }
      workers[slot.index] = worker
    }
    do throws(PoolError) {
      let thread = try NativeThread(name: slot.name) { [self] in
        live(as: slot.index, slot: slot) { worker.park() }
      }
      worker.hasStarted(thread)
    } catch {
      locked { workers[slot.index] = nil }
      throw error
    }
  }

  private func joinEnded() {
    let ended = locked {
      defer { self.ended = [] }
      return self.ended
    }
    for worker in ended { worker.handle?.join() }
  }

  /// Joins what has ended; for the end of a shutdown.
  func joinAll() { administration.withLock { joinEnded() } }

  /// Lets the workers finish what is queued and end by themselves, because nobody holds the pool.
  func orphan() {
    beginDrain()
    administration.withLock {
      joinEnded()
      locked { isOrphaned = true }
      joinEnded()
    }
  }
}
