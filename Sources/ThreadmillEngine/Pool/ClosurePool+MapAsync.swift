// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// The asynchronous form of ``map(_:chunkSize:name:_:)``: it suspends instead of blocking.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (Inputs.Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try await collect(elements.count, chunkSize, name) { range, outputs, context in
      outputs.fill(range, from: elements, context) { (_, element) throws(Failure) in
        try transform(element)
      }
    }
  }

  /// The asynchronous form for sequences; see ``map(_:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] {
    try await map(Array(elements), chunkSize: chunkSize, name: name, transform)
  }

  /// The asynchronous form with the task's context; see ``map(_:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs; `n` may be zero.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  public func map<Inputs: RandomAccessCollection & Sendable, Output: Sendable, Failure: Error>(
    _ elements: Inputs,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform:
      @escaping @Sendable (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] where Inputs.Element: Sendable {
    try await collect(elements.count, chunkSize, name) { range, outputs, context in
      outputs.fill(range, from: elements, context, transform)
    }
  }

  /// The asynchronous form for sequences with the task's context; see ``map(_:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: `n` inputs, copied into an array first.
  ///   - chunkSize: elements per task, 1 or more.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  @inlinable
  public func map<Element: Sendable, Output: Sendable, Failure: Error>(
    _ elements: some Sequence<Element>,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) async throws(TaskError<Failure>) -> [Output] {
    try await map(Array(elements), chunkSize: chunkSize, name: name, transform)
  }

  /// The suspending form: an array's memory cannot be lent across a suspension, so that the outputs
  /// are moved once.
  @usableFromInline
  func collect<Output: Sendable, Failure: Error>(
    _ count: Int,
    _ chunkSize: Int,
    _ name: String?,
    _ fill: @escaping MapFill<Output, Failure>
  ) async throws(TaskError<Failure>) -> [Output] {
    if let reason = MapChunks.reasonToRefuse(chunkSize) { throw .rejected(reason: reason) }
    let base = UnsafeMutablePointer<Output>.allocate(capacity: count)
    defer { unsafe base.deallocate() }
    let outputs = unsafe MapOutputs<Output, Failure>(base: base)
    if let bulk = submitBulk(outputs, count, chunkSize, name, fill) {
      await bulk.settled()
      if let failure = bulk.settle(outputs) { throw failure }
      return unsafe take(count, from: base)
    }
    let chunks = MapChunks(count: count, chunkSize: chunkSize, name: name, on: self) {
      range,
      context in fill(range, outputs, context)
    }
    await chunks.ended()
    if let failure = chunks.settle(outputs) { throw failure }
    return unsafe take(count, from: base)
  }

  private func take<Output>(_ count: Int, from base: UnsafeMutablePointer<Output>) -> [Output] {
    unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe buffer.baseAddress?.moveInitialize(from: base, count: count)
      filled = count
    }
  }
}
