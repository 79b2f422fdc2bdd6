// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
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
    /// When those came who wait now, in the order in which they did.
    var arrivals: [Arrival] = []

    /// How long the readers have waited at most, those who still wait included.
    func longestRead(at now: Duration) -> Duration {
      max(longestRead, longestWait(ofWriters: false, at: now))
    }

    /// How long the writers have waited at most, those who still wait included.
    func longestWrite(at now: Duration) -> Duration {
      max(longestWrite, longestWait(ofWriters: true, at: now))
    }

    private func longestWait(ofWriters isWriter: Bool, at now: Duration) -> Duration {
      arrivals.first { $0.isWriter == isWriter }.map { now - $0.time } ?? .zero
    }
  }

  /// Somebody who waits for the book.
  struct Arrival {
    /// No other visit has the same.
    var ticket: Int
    var isWriter: Bool
    /// By the run's clock.
    var time: Duration
  }

  private let lock: ReadWriteLock
  private let book = Guarded(Record())
  private let tickets = Atomic<Int>(0)

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
    let arrival = arrive(isWriter: false, stage)
    let waited: Duration
    do {
      defer { leaveLine(arrival) }
      try lock.acquireRead(in: context)
      waited = stage.now - arrival.time
    }
    // It reads.
    defer { try? lock.releaseRead() }
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
    let arrival = arrive(isWriter: true, stage)
    let waited: Duration
    do {
      defer { leaveLine(arrival) }
      try lock.acquireWrite(in: context)
      waited = stage.now - arrival.time
    }
    // It writes.
    defer { try? lock.releaseWrite() }
    book.withLock { book in
      book.longestWrite = max(book.longestWrite, waited)
      book.writers += 1
      if book.readers > 0 || book.writers > 1 { book.clashes += 1 }
    }
    defer { book.withLock { $0.writers -= 1 } }
    try stage.liveWork(1, context)
    book.withLock { $0.turns += 1 }
  }

  // MARK: The line of those who wait

  private func arrive(isWriter: Bool, _ stage: DemoStage) -> Arrival {
    let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
    return book.withLock { book in
      let arrival = Arrival(ticket: ticket, isWriter: isWriter, time: stage.now)
      book.arrivals.append(arrival)
      return arrival
    }
  }

  private func leaveLine(_ arrival: Arrival) {
    book.withLock { $0.arrivals.removeAll { $0.ticket == arrival.ticket } }
  }
}
