// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// The asynchronous form of ``map(_:chunkSize:name:upTo:_:)``: it suspends instead of blocking.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  @inline(__always)
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform: @escaping @Sendable (Inputs.Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try await collect(elements, chunkSize, name, limit) { inputs, range, outputs, context in
      outputs.fill(range, from: inputs, context) { (_, element) throws(Failure) in
        try transform(element)
      }
    }
  }

  /// The asynchronous form for sequences; see ``map(_:chunkSize:name:upTo:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  @inline(__always)
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] {
    try await map(Array(elements), chunkSize: chunkSize, name: name, upTo: limit, transform)
  }

  /// The asynchronous form with the task's context; see ``map(_:chunkSize:name:upTo:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  @inline(__always)
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform:
      @escaping @Sendable (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try await collect(elements, chunkSize, name, limit) { inputs, range, outputs, context in
      outputs.fill(range, from: inputs, context, transform)
    }
  }

  /// The asynchronous form for sequences with the task's context; see ``map(_:chunkSize:name:upTo:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more; at most 64 tasks for each worker unless said.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  @inline(__always)
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int? = nil,
    name: String? = nil,
    upTo limit: Duration? = nil,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] {
    try await map(Array(elements), chunkSize: chunkSize, name: name, upTo: limit, transform)
  }

  /// The suspending form: an array's memory cannot be lent across a suspension, so that the outputs
  /// are moved once.
  @inlinable
  func collect<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ inputs: Inputs,
    _ chunkSize: Int?,
    _ name: String?,
    _ limit: Duration?,
    _ fill: @escaping MapFill<Inputs, Output, Failure>
  ) async throws(TaskError<Failure>) -> [Output] {
    let count = inputs.count
    let outputs = MapOutputs<Output, Failure>(count: count)
    let run = MapRun(count: count, chunkSize: chunkSize, name: name, on: self) { range, context in
      fill(inputs, range, outputs, context)
    }
    let isInTime = await run.ended(upTo: limit)
    return try run.finish(isInTime ? nil : limit, outputs)
  }
}
