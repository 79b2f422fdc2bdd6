// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Applies `transform` to every element, `chunkSize` elements per task, and waits for all of them.
  ///
  /// Every element is transformed even if an earlier one fails; a task with an element that failed
  /// counts as failed.
  ///
  /// Inside a task of the same pool, its worker runs what it waits for and has not started.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more. Larger amortizes queueing, smaller balances load.
  ///     Unless said, it is such that there are at most 64 tasks for each worker.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait, in monotonic time; `nil` is for ever. Once it has passed, what has not
  ///     started is cancelled, and what runs comes to its end without anybody.
  ///   - transform: runs once per element, on a worker, never on the caller.
  /// - Returns: `n` results in input order.
  /// - Throws: the first failure in input order; ``TaskError/rejected(reason:)`` if `chunkSize` is
  ///   below 1; ``TaskError/shutDown`` if the pool takes no further tasks: what it has taken before is
  ///   worked off; ``TaskError/timedOut(after:)`` if the limit has passed first.
  /// - Complexity: ⌈n / chunkSize⌉ tasks, O(n) memory.
  ///
  /// Memory ordering: writes made before `map` are visible to every `transform`; their writes are
  /// visible after `map` returns.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  @inline(__always)
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform: @escaping @Sendable (Inputs.Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    // Captures nothing but the closure: only then the compiler puts that into the loop.
    try collect(elements, chunkSize, name, limit) { inputs, range, outputs, context in
      outputs.fill(range, from: inputs, context) { (_, element) throws(Failure) in
        try transform(element)
      }
    }
  }

  /// Applies `transform` to every element of a sequence; see ``map(_:chunkSize:name:upTo:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  @inline(__always)
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] {
    try map(Array(elements), chunkSize: chunkSize, name: name, upTo: limit, transform)
  }

  /// Applies `transform` to every element with the task's context; see ``map(_:chunkSize:name:upTo:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  @inline(__always)
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform:
      @escaping @Sendable (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try collect(elements, chunkSize, name, limit) { inputs, range, outputs, context in
      outputs.fill(range, from: inputs, context, transform)
    }
  }

  /// Applies `transform` to every element of a sequence with the task's context; see
  /// ``map(_:chunkSize:name:upTo:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @available(*, noasync, message: "use the asynchronous form in async code")
  @inlinable
  @inline(__always)
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) throws(TaskError<Failure>) -> [Output] {
    try map(Array(elements), chunkSize: chunkSize, name: name, upTo: limit, transform)
  }

  /// Submits the chunks of the inputs, waits for all of them and takes what they have written.
  @available(*, noasync)
  @inlinable
  func collect<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ inputs: Inputs,
    _ chunkSize: Int?,
    _ name: String?,
    _ limit: Duration?,
    _ fill: @escaping MapFill<Inputs, Output, Failure>
  ) throws(TaskError<Failure>) -> [Output] {
    let count = inputs.count
    guard limit == nil else {
      let outputs = MapOutputs<Output, Failure>(count: count)
      let run = MapRun(count: count, chunkSize: chunkSize, name: name, on: self) { range, context in
        fill(inputs, range, outputs, context)
      }
      let isInTime = run.wait(upTo: limit)
      return try run.finish(isInTime ? nil : limit, outputs)
    }
    // Without a limit the tasks write straight into the array: nothing of them outlasts this call.
    var failure: TaskError<Failure>?
    let all = unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress, count > 0 else { return }
      let outputs = unsafe MapOutputs<Output, Failure>(base: base, count: count)
      let run = MapRun(count: count, chunkSize: chunkSize, name: name, on: self) { range, context in
        fill(inputs, range, outputs, context)
      }
      _ = run.wait(upTo: nil)
      failure = run.settle(outputs)
      filled = failure == nil ? count : 0
    }
    if let failure { throw failure }
    return all
  }
}

/// Writes the outputs of a range.
@usableFromInline typealias MapFill<Inputs, Output, Failure: Error> =
  @Sendable (Inputs, Range<Int>, MapOutputs<Output, Failure>, borrowing WorkContext) -> TaskEnding
