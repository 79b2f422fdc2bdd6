// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// A tree that threads walk, taking its lock at every node: again and again on the way down.
final class TreeWalk: Sendable {
  let kind: WalkLock
  let depth: Int
  private let recursive = RecursiveLock(name: "tree")
  private let plain = PatientLock(name: "tree")
  private let visits = Atomic<Int>(0)
  private let stuck = Atomic<Int>(0)
  /// How often the lock is held now, as those count who have taken it.
  private let holds = Atomic<Int>(0)
  private let deepest = Atomic<Int>(0)
  /// The number of the thread that is in the tree, plus one; 0 is nobody.
  private let walker = Atomic<Int>(0)
  private let clashes = Atomic<Int>(0)

  init(_ kind: WalkLock, depth: Int) {
    self.kind = kind
    self.depth = depth
  }

  /// Nodes visited so far.
  var visitCount: Int { visits.load(ordering: .relaxed) }
  /// Times that a thread would have waited for itself.
  var stuckCount: Int { stuck.load(ordering: .relaxed) }
  /// How often the lock was taken by the same thread, at most.
  var deepestHold: Int { deepest.load(ordering: .relaxed) }
  /// Times that two threads were in the tree.
  var clashCount: Int { clashes.load(ordering: .relaxed) }

  func snapshot() -> SyncSnapshot? { kind == .rlock ? recursive.snapshot() : plain.snapshot() }

  /// What the thread of that number is called.
  static func name(of number: Int) -> String { "Thread-\(number)" }

  /// The nodes of a binary tree.
  static func nodes(_ depth: Int) -> Int { (1 << depth) - 1 }

  // MARK: What a thread does

  /// Visits the node and all below it.
  ///
  /// - Parameters:
  ///   - level: 1 for the root.
  ///   - number: of the thread.
  ///   - stage: in whose time it is visited.
  ///   - context: of the thread's task.
  /// - Returns: nodes that were visited.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; the lock is given back then.
  func visit(
    level: Int = 1,
    by number: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Int {
    guard level <= depth else { return 0 }
    guard try take(level, number, stage, context) else {
      stuck.wrappingAdd(1, ordering: .relaxed)
      stage.note("stuck at level \(level)", worker: number)
      return 0
    }
    defer { giveBack() }
    note(level, number)
    // Before the lock is given back at the root.
    defer { if level == 1 { walker.store(0, ordering: .relaxed) } }
    try stage.liveWork(1, context)
    visits.wrappingAdd(1, ordering: .relaxed)
    let left = try visit(level: level + 1, by: number, stage, context)
    return try 1 + left + visit(level: level + 1, by: number, stage, context)
  }

  /// - Returns: `false` where the thread would wait for itself for ever; it is given a size to see that.
  private func take(
    _ level: Int,
    _ number: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Bool {
    switch kind {
    case .rlock:
      try recursive.acquire(in: context)
      return true
    case .lock where level == 1:
      try plain.acquire(in: context)
      return true
    case .lock:
      return try plain.acquire(upTo: 1, as: Self.name(of: number), stage, context)
    }
  }

  private func giveBack() {
    holds.wrappingSubtract(1, ordering: .relaxed)
    switch kind {
    // What was taken here is held here.
    case .rlock: try? recursive.release()
    case .lock: plain.release()
    }
  }

  private func note(_ level: Int, _ number: Int) {
    let before = walker.exchange(number + 1, ordering: .relaxed)
    if before != (level == 1 ? 0 : number + 1) { clashes.wrappingAdd(1, ordering: .relaxed) }
    let count = holds.wrappingAdd(1, ordering: .relaxed).newValue
    deepest.max(count, ordering: .relaxed)
  }
}
