// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// The counter that the threads of a ``LockRace`` share, and what guards it.
///
/// Every variant but `atomic` adds by the same three steps: read, add, write. They differ in who else may
/// come between. The counter is atomic in all of them, so that what goes wrong is a lost update and
/// never undefined behaviour; a relaxed read or write costs no more than a plain one.
final class RaceCounter: Sendable {
  let variant: RaceVariant
  private let value = Atomic<Int>(0)
  private let lock = Lock(name: "counter")
  private let otherLock = Lock(name: "counter, too")
  private let isSpinTaken = Atomic<Bool>(false)
  private let shards = Guarded<[RaceShard]>([])
  /// Increments that the threads have made, as each counts its own.
  private let made = Atomic<Int>(0)

  init(_ variant: RaceVariant) { self.variant = variant }

  // MARK: What it stands at

  /// What the counter says.
  var count: Int {
    variant == .sharded
      ? shards.withLock { $0 }.reduce(0) { $0 + $1.count } : value.load(ordering: .relaxed)
  }

  /// What it should say: lags behind by less than a block for each thread that runs.
  var expected: Int { made.load(ordering: .relaxed) }

  /// The locks that this variant uses.
  var locks: [SyncSnapshot] {
    switch variant {
    case .lock, .coarse: [lock.snapshot()].compactMap(\.self)
    case .wrongLock: [lock.snapshot(), otherLock.snapshot()].compactMap(\.self)
    case .split, .yielding, .atomic, .spin, .sharded: []
    }
  }

  // MARK: What a thread does

  /// Increments between two looks at pause and stop.
  private static let block = 1024

  /// Adds 1 again and again.
  ///
  /// - Parameters:
  ///   - count: how often.
  ///   - number: of the thread.
  ///   - context: of the thread's task.
  /// - Throws: `CancellationError` as soon as the thread is asked to stop; what it has added stays.
  func add(_ count: Int, number: Int, _ context: borrowing WorkContext) throws(CancellationError) {
    guard variant == .coarse else { return try addInBlocks(count, number, context) }
    try lock.acquire(in: context)
    defer { try? lock.release() }
    try addInBlocks(count, number, context)
  }

  private func addInBlocks(
    _ count: Int,
    _ number: Int,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    let shard = RaceShard()
    if variant == .sharded { shards.withLock { $0.append(shard) } }
    var done = 0
    while done < count {
      try context.progress(done, of: count)
      var added = 0
      defer { made.wrappingAdd(added, ordering: .relaxed) }
      try add(min(Self.block, count - done), number, shard, context, &added)
      done += added
    }
    try context.progress(count, of: count)
  }

  /// Adds a block; `added` counts along, because a wait for a lock may end with the thread.
  private func add(
    _ count: Int,
    _ number: Int,
    _ shard: RaceShard,
    _ context: borrowing WorkContext,
    _ added: inout Int
  ) throws(CancellationError) {
    switch variant {
    case .lock: try addLocked(count, by: lock, context, &added)
    case .wrongLock where number.isMultiple(of: 2): try addLocked(count, by: lock, context, &added)
    case .wrongLock: try addLocked(count, by: otherLock, context, &added)
    case .spin: try addSpinning(count, context, &added)
    case .split, .coarse: for _ in 0..<count { readAddWrite() }
    case .yielding:
      readYieldWrite()
      for _ in 1..<count { readAddWrite() }
    case .atomic: for _ in 0..<count { value.wrappingAdd(1, ordering: .relaxed) }
    case .sharded: for _ in 0..<count { shard.add() }
    }
    added = count
  }

  /// The three steps that the lesson is about.
  @inline(__always)
  private func readAddWrite() {
    let seen = value.load(ordering: .relaxed)
    value.store(seen &+ 1, ordering: .relaxed)
  }

  /// The same three steps with what may come between at any time: another thread.
  private func readYieldWrite() {
    let seen = value.load(ordering: .relaxed)
    _ = sched_yield()
    value.store(seen &+ 1, ordering: .relaxed)
  }

  private func addLocked(
    _ count: Int,
    by lock: borrowing Lock,
    _ context: borrowing WorkContext,
    _ added: inout Int
  ) throws(CancellationError) {
    for _ in 0..<count {
      try lock.acquire(in: context)
      readAddWrite()
      // It is held.
      try? lock.release()
      added += 1
    }
  }

  private func addSpinning(
    _ count: Int,
    _ context: borrowing WorkContext,
    _ added: inout Int
  ) throws(CancellationError) {
    for _ in 0..<count {
      // Acquires what the holder before has written; pairs with the release below.
      while isSpinTaken.exchange(true, ordering: .acquiring) {
        while isSpinTaken.load(ordering: .relaxed) {
          if context.isCancelled { throw CancellationError() }
        }
      }
      readAddWrite()
      isSpinTaken.store(false, ordering: .releasing)
      added += 1
    }
  }
}
