// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// A book that many may read at a time or one may write, and a record of its own of who was at it.
final class SharedBook: Sendable {
  /// What is known of the visits.
  struct Record {
    var readers = 0
    var writers = 0
    /// How many read at the same time, at most.
    var mostReaders = 0
    /// Times that a writer was not alone.
    var clashes = 0
    /// Visits that are over.
    var turns = 0
    var longestRead = Duration.zero
    var longestWrite = Duration.zero
  }

  private let lock: ReadWriteLock
  private let book = Guarded(Record())

  init(_ policy: ReadWritePolicy) { lock = ReadWriteLock(policy: policy, name: "book") }

  /// Who goes first.
  var policy: ReadWritePolicy { lock.policy }
  /// What is known of the visits so far.
  var record: Record { book.withLock { $0 } }

  func snapshot() -> SyncSnapshot? { lock.snapshot() }

  // MARK: What a thread does

  /// Reads.
  ///
  /// - Parameters:
  ///   - sizes: how long, in sizes.
  ///   - stage: in whose time.
  ///   - context: of the thread's task.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; it does not read then.
  func read(
    for sizes: Double,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    let arrival = stage.now
    try lock.acquireRead(in: context)
    // It reads.
    defer { try? lock.releaseRead() }
    let waited = stage.now - arrival
    book.withLock { book in
      book.longestRead = max(book.longestRead, waited)
      book.readers += 1
      book.mostReaders = max(book.mostReaders, book.readers)
      if book.writers > 0 { book.clashes += 1 }
    }
    defer { book.withLock { $0.readers -= 1 } }
    try stage.liveWork(sizes, context)
    book.withLock { $0.turns += 1 }
  }

  /// Writes for one size.
  ///
  /// - Throws: `CancellationError` as soon as the task is asked to stop; it does not write then.
  func write(_ stage: DemoStage, _ context: borrowing WorkContext) throws(CancellationError) {
    let arrival = stage.now
    try lock.acquireWrite(in: context)
    // It writes.
    defer { try? lock.releaseWrite() }
    let waited = stage.now - arrival
    book.withLock { book in
      book.longestWrite = max(book.longestWrite, waited)
      book.writers += 1
      if book.readers > 0 || book.writers > 1 { book.clashes += 1 }
    }
    defer { book.withLock { $0.writers -= 1 } }
    try stage.liveWork(1, context)
    book.withLock { $0.turns += 1 }
  }
}
