// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Applies `transform` to the elements while the results are read.
  ///
  /// ```swift
  /// for result in pool.results(of: files, order: .completion, limit: 16, resize) { … }
  /// ```
  ///
  /// Once the pool refuses a task, its results say so and no further inputs are pulled. A task with
  /// an element that failed counts as failed.
  ///
  /// Inside a task of the same pool, its worker runs what it waits for and has not started.
  ///
  /// - Parameters:
  ///   - elements: inputs, pulled one chunk at a time; may be endless.
  ///   - order: in which order results are handed out.
  ///   - limit: chunks that may be under way at once, 1 or more; clamped.
  ///   - chunkSize: elements per task, 1 or more; clamped.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: a lazy sequence with one result for each element; an element's failure is its result.
  /// - Complexity: O(limit · chunkSize) memory.
  @inlinable
  public func results<Element: Sendable, Output: Sendable, Failure: Error>(
    of elements: some Sequence<Element>,
    order: ResultOrder = .input,
    limit: Int = 16,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) -> ResultSequence<Output, Failure> {
    results(of: elements, order: order, limit: limit, chunkSize: chunkSize, name: name) {
      (_: borrowing WorkContext, element: Element) throws(Failure) in try transform(element)
    }
  }

  /// Applies `transform` to the elements with the task's context, for progress, waits and
  /// cancellation; see ``results(of:order:limit:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - elements: inputs, pulled one chunk at a time; may be endless.
  ///   - order: in which order results are handed out.
  ///   - limit: chunks that may be under way at once, 1 or more; clamped.
  ///   - chunkSize: elements per task, 1 or more; clamped.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: a lazy sequence with one result for each element; an element's failure is its result.
  @inlinable
  public func results<Element: Sendable, Output: Sendable, Failure: Error>(
    of elements: some Sequence<Element>,
    order: ResultOrder = .input,
    limit: Int = 16,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws(Failure) -> Output
  ) -> ResultSequence<Output, Failure> {
    var inputs = elements.makeIterator()
    return ResultSequence(order: order, limit: limit) {
      var chunk: [Element] = []
      while chunk.count < max(1, chunkSize), let element = inputs.next() { chunk.append(element) }
      return self.start(chunk, name, transform)
    }
  }

  /// Applies `transform` to inputs that may fail to come, while the results are read.
  ///
  /// When `next` throws, the whole chunks before it are handed out, then its error as the last
  /// result; the pool stays usable.
  ///
  /// - Parameters:
  ///   - next: gives the next input, or `nil` at the end; called on the reading thread.
  ///   - order: in which order results are handed out.
  ///   - limit: chunks that may be under way at once, 1 or more; clamped.
  ///   - chunkSize: elements per task, 1 or more; clamped.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: a lazy sequence of results.
  @inlinable
  public func results<Element: Sendable, Output: Sendable>(
    from next: @escaping () throws -> Element?,
    order: ResultOrder = .input,
    limit: Int = 16,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (Element) throws -> Output
  ) -> ResultSequence<Output, any Error> {
    results(from: next, order: order, limit: limit, chunkSize: chunkSize, name: name) {
      (_: borrowing WorkContext, element: Element) throws in try transform(element)
    }
  }

  /// Applies `transform` to inputs that may fail to come, with the task's context; see
  /// ``results(from:order:limit:chunkSize:name:_:)``.
  ///
  /// - Parameters:
  ///   - next: gives the next input, or `nil` at the end; called on the reading thread.
  ///   - order: in which order results are handed out.
  ///   - limit: chunks that may be under way at once, 1 or more; clamped.
  ///   - chunkSize: elements per task, 1 or more; clamped.
  ///   - name: shown beside the workers.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: a lazy sequence of results.
  @inlinable
  public func results<Element: Sendable, Output: Sendable>(
    from next: @escaping () throws -> Element?,
    order: ResultOrder = .input,
    limit: Int = 16,
    chunkSize: Int = 1,
    name: String? = nil,
    _ transform: @escaping @Sendable (borrowing WorkContext, Element) throws -> Output
  ) -> ResultSequence<Output, any Error> {
    ResultSequence(order: order, limit: limit) {
      var chunk: [Element] = []
      do {
        while chunk.count < max(1, chunkSize), let element = try next() { chunk.append(element) }
      } catch {
        return .failure(.failed(error))
      }
      return self.start(chunk, name, transform)
    }
  }

  /// Submits a chunk; an empty one is the end.
  @inlinable
  func start<Input: Sendable, Output: Sendable, Failure: Error>(
    _ inputs: [Input],
    _ name: String?,
    _ transform: @escaping @Sendable (borrowing WorkContext, Input) throws(Failure) -> Output
  ) -> ResultSequence<Output, Failure>.Start {
    guard !inputs.isEmpty else { return .end }
    let chunk = ResultChunk<Output, Failure>(count: inputs.count, name: name) { chunk, context in
      chunk.fill(from: inputs, context, transform)
    }
    enqueue(chunk)
    return .chunk(chunk)
  }
}
