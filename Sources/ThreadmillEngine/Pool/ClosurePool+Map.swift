// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Applies `transform` to every element, `chunkSize` elements per task, and waits for all of them.
  ///
  /// Every element is transformed even if an earlier one fails.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more. Larger amortizes queueing, smaller balances load.
  ///   - transform: runs once per element, on a worker, never on the caller.
  /// - Returns: `n` results in input order.
  /// - Throws: the first failure in input order; ``TaskError/rejected(reason:)`` if `chunkSize` is
  ///   below 1; ``TaskError/shutDown`` if the pool takes no further tasks.
  /// - Complexity: ⌈n / chunkSize⌉ tasks, O(n) memory.
  ///
  /// Memory ordering: writes made before `map` are visible to every `transform`; their writes are
  /// visible after `map` returns.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] {
    try wait(for: submitChunks(of: elements, chunkSize, withoutContext(transform)))
  }

  /// Applies `transform` to every element as ``map(_:chunkSize:_:)`` does, with the task's context.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: as ``map(_:chunkSize:_:)``.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] {
    try wait(for: submitChunks(of: elements, chunkSize, transform))
  }

  /// The asynchronous form of ``map(_:chunkSize:_:)``: it suspends instead of blocking.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: as ``map(_:chunkSize:_:)``.
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] {
    var results: ChunkResults<Output, Failure> = []
    for chunk in try submitChunks(of: elements, chunkSize, withoutContext(transform)) {
      results.append(contentsOf: await chunk.unwrapped)
    }
    return try unwrap(results)
  }

  /// Waits for all of them, also after a failure: their bodies may use what the caller frees.
  @available(*, noasync)
  private func wait<Output: Sendable, Failure: Error>(
    for chunks: [ChunkFuture<Output, Failure>]
  ) throws(TaskError<Failure>) -> [Output] {
    try unwrap(chunks.flatMap { $0.waitUnwrapped() })
  }

  private func unwrap<Output, Failure: Error>(
    _ results: ChunkResults<Output, Failure>
  ) throws(TaskError<Failure>) -> [Output] {
    var outputs: [Output] = []
    outputs.reserveCapacity(results.count)
    for result in results { outputs.append(try result.get()) }
    return outputs
  }

  private func withoutContext<Element, Output, Failure: Error>(
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) -> @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output {
    { (_: borrowing WorkContext, element: Element) throws(Failure) in try transform(element) }
  }

  private func submitChunks<Element: Sendable, Output: Sendable, Failure: Error>(
    of elements: some Sequence<Element>,
    _ chunkSize: Int,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [ChunkFuture<Output, Failure>] {
    guard chunkSize >= 1 else {
      throw .rejected(reason: "chunkSize must be 1 or more, got \(chunkSize)")
    }
    var chunks: [ChunkFuture<Output, Failure>] = []
    var chunk: [Element] = []
    for element in elements {
      chunk.append(element)
      guard chunk.count == chunkSize else { continue }
      chunks.append(submitChunk(chunk, name: nil, transform))
      chunk = []
    }
    if !chunk.isEmpty { chunks.append(submitChunk(chunk, name: nil, transform)) }
    return chunks
  }

  func submitChunk<Element: Sendable, Output: Sendable, Failure: Error>(
    _ chunk: [Element],
    name: String?,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) -> ChunkFuture<Output, Failure> {
    ChunkFuture(
      count: chunk.count,
      future: submit(name: name) {
        (context: borrowing WorkContext) throws(CancellationError) -> ChunkResults in
        var results: ChunkResults<Output, Failure> = []
        results.reserveCapacity(chunk.count)
        var cancelledCount = 0
        for element in chunk {
          do throws(Failure) {
            results.append(.success(try transform(context, element)))
          } catch {
            let isCancelled = error is CancellationError && context.isCancelled
            if isCancelled { cancelledCount += 1 }
            results.append(.failure(isCancelled ? .cancelled : .failed(error)))
          }
        }
        // A chunk that was stopped before it did anything counts as cancelled, not as finished.
        if cancelledCount == chunk.count { throw CancellationError() }
        return results
      }
    )
  }
}

/// One result for each element of a chunk.
typealias ChunkResults<Output, Failure: Error> = [Result<Output, TaskError<Failure>>]

/// The future of several elements that are worked off by one task.
struct ChunkFuture<Output: Sendable, Failure: Error>: Sendable {
  private typealias Problem = TaskError<CancellationError>

  let count: Int
  let future: Future<ChunkResults<Output, Failure>, CancellationError>

  /// One result for each element, in input order; blocks.
  @available(*, noasync)
  func waitUnwrapped() -> ChunkResults<Output, Failure> {
    do throws(Problem) { return try future.wait() } catch { return failures(error) }
  }

  /// One result for each element, in input order.
  var unwrapped: ChunkResults<Output, Failure> {
    get async {
      do throws(Problem) { return try await future.value } catch { return failures(error) }
    }
  }

  /// What befell the chunk befell each of its elements.
  private func failures(_ error: Problem) -> ChunkResults<Output, Failure> {
    let translated: TaskError<Failure> =
      switch error {
      case .cancelled, .failed: .cancelled
      case .timedOut(let limit): .timedOut(after: limit)
      case .workerLost(let loss): .workerLost(loss)
      case .rejected(let reason): .rejected(reason: reason)
      case .shutDown: .shutDown
      case .abandoned: .abandoned
      }
    return Array(repeating: .failure(translated), count: count)
  }
}
