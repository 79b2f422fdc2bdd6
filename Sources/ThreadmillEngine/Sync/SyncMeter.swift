// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Synchronization
internal import ThreadmillTelemetry

/// Where a named primitive notes who holds it, who waits for it and what that costs.
///
/// A clock read costs five times what it costs to take a free lock. So holds are timed one in so many
/// once they are short, and waits always: whoever waits has time to look at the clock.
@usableFromInline
final class SyncMeter: Sendable {
  private struct Sleeper {
    let thread: Int32
    let since: Int64
  }

  let name: String
  let kind: SyncKind
  private let acquisitions = Atomic<UInt64>(0)
  private let contended = Atomic<UInt64>(0)
  private let givenUp = Atomic<UInt64>(0)
  /// The system's number of the thread that holds it; 0 if nobody does, or has not said so yet.
  private let holder = Atomic<Int32>(0)
  /// Since when it is held, in monotonic nanoseconds; 0 if this hold is not timed.
  private let heldSince = Atomic<Int64>(0)
  private let waits = HistogramCounters()
  private let holds = HistogramCounters()
  private let sleepers = Guarded<[Sleeper]>([])
  /// One hold in so many is timed.
  private let stride = Atomic<UInt64>(1)
  /// The acquisition at which a snapshot saw it held, and when.
  private let seen = Guarded<(acquisition: UInt64, at: Int64)>((0, 0))

  /// A meter, if there is a name for it.
  init?(_ kind: SyncKind, name: String?) {
    guard let name else { return nil }
    self.kind = kind
    self.name = name
  }

  /// What it is called in sentences: `lock "counter"`.
  var label: String { "\(kind.word) \"\(name)\"" }

  // MARK: Acquisitions

  /// Whether the calling thread holds it, if anybody does.
  var isHolderHere: Bool { holder.load(ordering: .relaxed) == tm_thread_id() }

  /// Notes that the calling thread holds it, without having waited.
  @inline(__always)
  func acquired() {
    // Nobody else writes it while this thread holds the primitive.
    let before = acquisitions.load(ordering: .relaxed)
    acquisitions.store(before &+ 1, ordering: .relaxed)
    holder.store(tm_thread_id(), ordering: .relaxed)
    // A power of two.
    if before & (stride.load(ordering: .relaxed) - 1) == 0 { timeHold() }
  }

  @inline(never)
  private func timeHold() {
    heldSince.store(MonotonicClock.nanoseconds, ordering: .relaxed)
  }

  /// Notes that the calling thread is about to release it.
  @inline(__always)
  func released() {
    // Or the next one would be shown under this name until it has told its own.
    holder.store(0, ordering: .relaxed)
    if heldSince.load(ordering: .relaxed) != 0 { endTimedHold() }
  }

  /// Source: as ``TimestampSampler``; but a lock that is held for 100 ns is taken so much more often than a
  /// task is run that one in 256 will do.
  @inline(never)
  private func endTimedHold() {
    let hold = MonotonicClock.nanoseconds - heldSince.load(ordering: .relaxed)
    heldSince.store(0, ordering: .relaxed)
    holds.add(hold)
    let stride: UInt64 = hold < 1_000 ? 256 : hold < 10_000 ? 16 : 1
    if self.stride.load(ordering: .relaxed) != stride {
      self.stride.store(stride, ordering: .relaxed)
    }
  }

  /// Counts one that needs no holder: a permit, a passed barrier.
  func passed(afterWaiting isContended: Bool = false) {
    acquisitions.wrappingAdd(1, ordering: .relaxed)
    if isContended { contended.wrappingAdd(1, ordering: .relaxed) }
  }

  // MARK: Waits

  /// Times a wait that may be a short one.
  ///
  /// - Returns: what `body` returns.
  func timed(_ body: () -> Bool) -> Bool {
    let start = MonotonicClock.nanoseconds
    let isDone = body()
    if isDone { waited(MonotonicClock.nanoseconds - start) }
    return isDone
  }

  /// Counts a wait that has brought nothing.
  func gaveUp() { givenUp.wrappingAdd(1, ordering: .relaxed) }

  /// Counts a wait by its end.
  private func count(_ end: WaitEnd, _ nanoseconds: Int64) {
    if end == .called { waited(nanoseconds) } else { gaveUp() }
  }

  private func waited(_ nanoseconds: Int64) {
    contended.wrappingAdd(1, ordering: .relaxed)
    waits.add(nanoseconds)
  }

  /// Lists the calling thread while it sleeps, shows it in its lane, and counts what comes of it.
  ///
  /// - Parameters:
  ///   - start: when it began to wait; now unless given.
  ///   - body: sleeps.
  /// - Returns: what `body` returns.
  func sleeping(since start: Int64 = MonotonicClock.nanoseconds, _ body: () -> WaitEnd) -> WaitEnd {
    let thread = tm_thread_id()
    sleepers.withLock { $0.append(Sleeper(thread: thread, since: start)) }
    let slot = WorkerSlot.current
    let before = slot?.blockBegan(on: label, at: start)
    let end = body()
    let now = MonotonicClock.nanoseconds
    slot?.blockEnded(before, at: now, isLock: kind.isLock)
    sleepers.withLock { sleepers in
      if let place = sleepers.firstIndex(where: { $0.thread == thread }) {
        sleepers.remove(at: place)
      }
    }
    count(end, now - start)
    return end
  }

  /// Counts what has come of the wait of an asynchronous task, which has no thread to be listed.
  func suspending(_ body: () async -> WaitEnd) async -> WaitEnd {
    let start = MonotonicClock.nanoseconds
    let end = await body()
    count(end, MonotonicClock.nanoseconds - start)
    return end
  }

  // MARK: Read by anybody

  /// The primitive at this instant.
  ///
  /// - Parameters:
  ///   - isHeld: whether one thread holds it.
  ///   - holders: how many hold it, where that is not one thread or none.
  /// - Returns: numbers that were read one after another.
  /// - Complexity: O(holders and waiters): the system is asked for the name of each, about 10 µs.
  func snapshot(isHeld: Bool = false, holders: Int? = nil) -> SyncSnapshot {
    let now = MonotonicClock.nanoseconds
    let count = acquisitions.load(ordering: .relaxed)
    let thread = isHeld ? holder.load(ordering: .relaxed) : 0
    let since = heldSince.load(ordering: .relaxed)
    let firstSeen = seen.withLock { seen -> Int64 in
      if seen.acquisition != count || thread == 0 { seen = (count, now) }
      return seen.at
    }
    let sleepers = sleepers.withLock { $0 }
    return SyncSnapshot(
      kind: kind,
      name: name,
      holder: thread == 0 ? nil : picture(thread, since: since != 0 ? since : firstSeen, now),
      holders: holders ?? (isHeld ? 1 : 0),
      waiters: sleepers.map { picture($0.thread, since: $0.since, now) },
      acquisitions: count,
      contended: contended.load(ordering: .relaxed),
      givenUp: givenUp.load(ordering: .relaxed),
      waits: waits.read(),
      holds: holds.read(),
      holdStride: Int(stride.load(ordering: .relaxed))
    )
  }

  private func picture(_ thread: Int32, since: Int64, _ now: Int64) -> SyncThread {
    let name = SystemFile.text("/proc/self/task/\(thread)/comm", upTo: 64) ?? ""
    return SyncThread(
      id: thread,
      name: String(name.prefix { $0 != "\n" }),
      since: .nanoseconds(max(0, now - since))
    )
  }
}

extension SyncKind {
  /// Whether a wait for it counts as lock wait.
  var isLock: Bool { self == .lock || self == .recursiveLock || self == .readWriteLock }
}
