// SPDX-License-Identifier: Apache-2.0

/// The tasks of a `map` that have been handed in, all at once where the pool is one of the engine's.
@usableFromInline
struct MapRun: Sendable {
  /// Works off a range of the inputs.
  @usableFromInline typealias Work = BulkTask.Work

  private enum Tasks: Sendable {
    case none
    /// The chunk size makes no sense, for a reason.
    case refused(String)
    case bulk(BulkTask, PoolStorage)
    /// A pool of one's own takes them one by one.
    case chunks(MapChunks)
  }

  private let tasks: Tasks

  /// So many tasks for each worker, if nobody says how large they are: enough that it does not matter
  /// who gets the last one, even if some take longer, and few enough that a task of 1 µs, which costs
  /// 50 ns, is worth its price.
  private static var tasksPerWorker: Int { 64 }

  /// Hands in the tasks for the inputs `0..<count`.
  @usableFromInline
  init(
    count: Int,
    chunkSize: Int?,
    name: String?,
    on pool: some ClosurePool,
    _ work: @escaping Work
  ) {
    let storage = (pool as? ThreadPool)?.storage ?? (pool as? SerialPool)?.storage
    if let chunkSize, chunkSize < 1 {
      tasks = .refused("chunkSize must be 1 or more, got \(chunkSize)")
      return
    }
    guard count > 0 else {
      tasks = .none
      return
    }
    let workers = storage?.targetWorkers ?? pool.snapshot().targetWorkers
    let share = max(1, workers).multipliedReportingOverflow(by: Self.tasksPerWorker).partialValue
    let chunkSize = chunkSize ?? (count - 1) / share + 1
    guard let storage else {
      tasks = .chunks(MapChunks(count: count, chunkSize: chunkSize, name: name, on: pool, work))
      return
    }
    let bulk = BulkTask(inputCount: count, chunkSize: chunkSize, name: name, work)
    pool.enqueue(bulk)
    tasks = .bulk(bulk, storage)
  }

  private var cores: [FutureCore] {
    switch tasks {
    case .none, .refused: []
    case .bulk(let bulk, _): [bulk]
    case .chunks(let chunks): chunks.cores
    }
  }

  /// Blocks until all have ended, also after a failure.
  ///
  /// - Returns: `false` if the limit has passed first.
  @usableFromInline
  func wait(upTo limit: Duration?) -> Bool {
    let deadline = Deadline(after: limit)
    return cores.allSatisfy { $0.wait(until: deadline) }
  }

  /// Suspends until all have ended.
  ///
  /// - Returns: `false` if the limit has passed first.
  @usableFromInline
  func ended(upTo limit: Duration?) async -> Bool {
    let deadline = Deadline(after: limit)
    for core in cores where await !core.settled(until: deadline) { return false }
    return true
  }

  /// Takes the outputs, or gives up because `limit` has passed.
  @usableFromInline
  func finish<Output, Failure: Error>(
    _ limit: Duration?,
    _ outputs: MapOutputs<Output, Failure>
  ) throws(TaskError<Failure>) -> [Output] {
    if let limit {
      giveUp(outputs)
      throw .timedOut(after: limit)
    }
    if let failure = settle(outputs) {
      outputs.free()
      throw failure
    }
    return outputs.takeAll()
  }

  /// Cancels what has not started; what runs may still write.
  private func giveUp<Output, Failure: Error>(_ outputs: MapOutputs<Output, Failure>) {
    let unread = UnreadOutputs(outputs, of: self)
    for core in cores { core.onCompletion { withExtendedLifetime(unread) {} } }
    switch tasks {
    case .none, .refused: break
    case .bulk(let bulk, let storage): storage.cancelRest(of: bulk)
    case .chunks(let chunks): chunks.cancel()
    }
  }

  /// Tells after the end what befell the first input in input order for which there is no output, and
  /// in that case destroys the other outputs.
  @usableFromInline
  func settle<Output, Failure: Error>(
    _ outputs: MapOutputs<Output, Failure>
  ) -> TaskError<Failure>? {
    switch tasks {
    case .none: nil
    case .refused(let reason): .rejected(reason: reason)
    case .bulk(let bulk, _): bulk.settle(outputs)
    case .chunks(let chunks): chunks.settle(outputs)
    }
  }
}
