// SPDX-License-Identifier: Apache-2.0

extension ClosurePool {
  /// Applies `transform` to the elements while the results are read.
  ///
  /// ```swift
  /// for result in pool.results(of: files, order: .completion, limit: 16, resize) { … }
  /// ```
  ///
  /// - Parameters:
  ///   - elements: inputs, pulled one chunk at a time; may be endless.
  ///   - order: in which order results are handed out.
  ///   - limit: chunks that may be under way at once, 1 or more; clamped.
  ///   - chunkSize: elements per task, 1 or more; clamped.
  ///   - transform: runs once per element, on a worker.
  /// - Returns: a lazy sequence with one result for each element; an element's failure is its result.
  /// - Complexity: O(limit · chunkSize) memory.
  public func results<Element: Sendable, Output: Sendable, Failure: Error>(
    of elements: some Sequence<Element>,
    order: ResultOrder = .input,
    limit: Int = 16,
    chunkSize: Int = 1,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Output
  ) -> ResultSequence<Output, Failure> {
    var inputs = elements.makeIterator()
    return ResultSequence(order: order, limit: max(1, limit)) {
      var chunk: [Element] = []
      while chunk.count < max(1, chunkSize), let element = inputs.next() { chunk.append(element) }
      guard !chunk.isEmpty else { return .end }
      let body = { @Sendable (_: borrowing WorkContext, element: Element) throws(Failure) in
        try transform(element)
      }
      return .chunk(self.submitChunk(chunk, name: nil, body))
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
  ///   - transform: runs once per element, on a worker.
  /// - Returns: a lazy sequence of results.
  public func results<Element: Sendable, Output: Sendable>(
    from next: @escaping () throws -> Element?,
    order: ResultOrder = .input,
    limit: Int = 16,
    chunkSize: Int = 1,
    _ transform: @escaping @Sendable (Element) throws -> Output
  ) -> ResultSequence<Output, any Error> {
    ResultSequence(order: order, limit: max(1, limit)) {
      var chunk: [Element] = []
      do {
        while chunk.count < max(1, chunkSize), let element = try next() { chunk.append(element) }
      } catch {
        return .failure(.failed(error))
      }
      guard !chunk.isEmpty else { return .end }
      let body = { @Sendable (_: borrowing WorkContext, element: Element) throws in
        try transform(element)
      }
      return .chunk(self.submitChunk(chunk, name: nil, body))
    }
  }
}
