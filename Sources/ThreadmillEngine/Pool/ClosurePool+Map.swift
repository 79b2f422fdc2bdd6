// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Applies `transform` to every element, `chunkSize` elements per task, and waits for all of them.
  ///
  /// Every element is transformed even if an earlier one fails; a task with an element that failed
  /// counts as failed.
  ///
  /// > Warning: Inside a task it occupies the worker. On the task's own pool it waits for ever if no
  /// > other worker is free.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more. Larger amortizes queueing, smaller balances load.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker, never on the caller.
  /// - Returns: `n` results in input order.
  /// - Throws: the first failure in input order; ``TaskError/rejected(reason:)`` if `chunkSize` is
  ///   below 1; ``TaskError/shutDown`` if the pool takes no further tasks: what it has taken before is
  ///   worked off.
  /// - Complexity: ⌈n / chunkSize⌉ tasks, O(n) memory.
  ///
  /// Memory ordering: writes made before `map` are visible to every `transform`; their writes are
  /// visible after `map` returns.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (Inputs.Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try collect(elements.count, chunkSize, name) { range, outputs, context in
      outputs.fill(range, from: elements, context) { (_, element) throws(Failure) in
        try transform(element)
      }
    }
  }

  /// Applies `transform` to every element of a sequence; see ``map(_:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] {
    try map(Array(elements), chunkSize: chunkSize, name: name, transform)
  }

  /// Applies `transform` to every element with the task's context; see ``map(_:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform:
      @escaping @Sendable (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try collect(elements.count, chunkSize, name) { range, outputs, context in
      outputs.fill(range, from: elements, context, transform)
    }
  }

  /// Applies `transform` to every element of a sequence with the task's context; see
  /// ``map(_:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] {
    try map(Array(elements), chunkSize: chunkSize, name: name, transform)
  }

  /// Submits the chunks of `count` inputs, waits for all of them and takes what they have written.
  @available(*, noasync)
  @usableFromInline
  func collect<Output: Sendable, Failure: Error>(
    _ count: Int,
    _ chunkSize: Int,
    _ name: String?,
    _ fill: @escaping MapFill<Output, Failure>
  ) throws(TaskError<Failure>) -> [Output] {
    if let reason = MapChunks.reasonToRefuse(chunkSize) { throw .rejected(reason: reason) }
    var failure: TaskError<Failure>?
    let all = unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress, count > 0 else { return }
      let outputs = unsafe MapOutputs<Output, Failure>(base: base)
      failure = fillAll(outputs, count, chunkSize, name, fill)
      filled = failure == nil ? count : 0
    }
    if let failure { throw failure }
    return all
  }

  /// - Returns: why there are no outputs.
  private func fillAll<Output: Sendable, Failure: Error>(
    _ outputs: MapOutputs<Output, Failure>,
    _ count: Int,
    _ chunkSize: Int,
    _ name: String?,
    _ fill: @escaping MapFill<Output, Failure>
  ) -> TaskError<Failure>? {
    if let bulk = submitBulk(outputs, count, chunkSize, name, fill) {
      bulk.wait(until: nil)
      return bulk.settle(outputs)
    }
    let chunks = MapChunks(count: count, chunkSize: chunkSize, name: name, on: self) {
      range,
      context in fill(range, outputs, context)
    }
    chunks.wait()
    return chunks.settle(outputs)
  }

  /// Hands all tasks in at once, if the pool is one of the engine's own; a pool of one's own takes
  /// them one by one.
  func submitBulk<Output: Sendable, Failure: Error>(
    _ outputs: MapOutputs<Output, Failure>,
    _ count: Int,
    _ chunkSize: Int,
    _ name: String?,
    _ fill: @escaping MapFill<Output, Failure>
  ) -> BulkTask? {
    guard count > 0, self is ThreadPool || self is SerialPool else { return nil }
    let bulk = BulkTask(inputCount: count, chunkSize: chunkSize, name: name) { range, context in
      fill(range, outputs, context)
    }
    enqueue(bulk)
    return bulk
  }
}

/// Writes the outputs of a range.
@usableFromInline typealias MapFill<Output, Failure: Error> =
  @Sendable (Range<Int>, MapOutputs<Output, Failure>, borrowing WorkContext) -> TaskEnding
