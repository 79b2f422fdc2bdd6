// SPDX-License-Identifier: Apache-2.0

/// The threads of a ``ThreadPool``.
@usableFromInline
final class ThreadPoolStorage: PoolStorage, @unchecked Sendable {
  // Safety: a subclass has to restate it. Of what this one adds, the constants are Sendable, and the
  // variables are touched only under the pool's lock: in `locked`, and in `workerHasEnded`, which is
  // called under it.

  /// How to join a worker's thread; holds `nil` for a moment after its start.
  private typealias Handle = Guarded<NativeThread?>

  private let setup: WorkerSetup
  /// The CPUs on which the process may run, if workers are pinned.
  private let allowed: CPUSet?

  init(name: String, pace: Pace?, events: EventHub?, limit: QueueLimit, setup: WorkerSetup) {
    self.setup = setup
    allowed = setup.pinning == .none ? nil : .allowed
    super.init(name: name, pace: pace, events: events, limit: limit, maySearch: true)
  }

  /// Held while threads are created or joined, so that their handles are always known.
  private let administration = BareLock()
  // Under the pool's lock.
  /// By worker index.
  private var threads: [Handle?] = []
  private var ended: [Handle] = []
  private var isOrphaned = false

  override func wake(_ worker: WorkerSlot, until deadline: Deadline? = nil) { worker.unpark() }

  /// Each worker joins those that have ended before it, so that a pool that shrinks keeps one
  /// thread at most that nobody has joined.
  override func workerHasEnded(_ index: Int) -> () -> Void {
    // Each handle is looked at once: it may come at any moment.
    var earlier: [NativeThread] = []
    var unknown: [Handle] = []
    for handle in ended {
      guard let thread = handle.withLock({ $0 }) else {
        unknown.append(handle)
        continue
      }
      earlier.append(thread)
    }
    ended = unknown
    if let own = threads[index].take() {
      if isOrphaned { NativeThread.current.detach() } else { ended.append(own) }
    }
    return { for thread in earlier { thread.join() } }
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

  /// Starts another worker in the place of one that asks for it.
  ///
  /// - Returns: whether the one has to leave; `false` if it goes on, because the system refuses a
  ///   thread or the pool ends.
  func replace(_ old: WorkerSlot) -> Bool {
    administration.withLock {
      joinEnded()
      let index = state.withLock { state in
        let index = state.machine.beginReplacing(old.index)
        if let index { state.clearSlots([index]) }
        return index
      }
      guard let index else { return false }
      let slot = WorkerSlot(index: index, name: "\(name)-\(index)", kind: .thread)
      state.withLock { $0.install(slot) }
      do throws(PoolError) {
        try startThread(slot)
      } catch {
        state.withLock { state in
          state.machine.workerEnded(index)
          state.clearSlots([index])
        }
        return false
      }
      state.withLock { $0.machine.endReplacing(old.index) }
      return true
    }
  }

  private func startThread(_ slot: WorkerSlot) throws(PoolError) {
    let handle = Handle(nil)
    locked {
      while threads.count <= slot.index { threads.append(nil) }
      threads[slot.index] = handle
    }
    do throws(PoolError) {
      let thread = try NativeThread(name: slot.name) { [self] in
        live(as: slot, with: setup, allowed)
      }
      handle.withLock { $0 = thread }
    } catch {
      locked { threads[slot.index] = nil }
      throw error
    }
  }

  private func joinEnded() {
    let ended = locked {
      defer { self.ended = [] }
      return self.ended
    }
    for handle in ended { handle.withLock { $0 }?.join() }
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
