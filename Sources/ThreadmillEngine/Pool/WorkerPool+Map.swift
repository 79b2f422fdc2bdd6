// SPDX-License-Identifier: Apache-2.0

extension WorkerPool {
  /// Runs every work, one task for each, and waits for all of them, also after a failure.
  ///
  /// Inside a task of the same pool, its worker runs what it waits for and has not started.
  ///
  /// - Parameters:
  ///   - works: `n` works; `n` may be zero.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait, in monotonic time; `nil` is for ever. Once it has passed, what has not
  ///     started is cancelled.
  /// - Returns: `n` results in input order.
  /// - Throws: the first failure in input order; ``TaskError/shutDown`` if the pool takes no further
  ///   tasks: what it has taken before is worked off; ``TaskError/timedOut(after:)`` if the limit has
  ///   passed first.
  /// - Complexity: `n` tasks, O(n) memory.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func map<Work: PortableWork>(
    _ works: some Sequence<Work>,
    name: String? = nil,
    upTo limit: Duration? = nil
  ) throws(TaskError<Work.Failure>) -> [Work.Output] {
    let futures = works.map { submit($0, name: name) }
    let deadline = Deadline(after: limit)
    let isInTime = futures.allSatisfy { $0.storage.core.wait(until: deadline) }
    return try Self.outputs(of: futures, isInTime ? nil : limit)
  }

  /// The asynchronous form of ``map(_:name:upTo:)``: it suspends instead of blocking.
  ///
  /// - Parameters:
  ///   - works: `n` works; `n` may be zero.
  ///   - name: shown beside the workers.
  ///   - limit: how long to wait; `nil` is for ever.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  public func map<Work: PortableWork>(
    _ works: some Sequence<Work>,
    name: String? = nil,
    upTo limit: Duration? = nil
  ) async throws(TaskError<Work.Failure>) -> [Work.Output] {
    let futures = works.map { submit($0, name: name) }
    let deadline = Deadline(after: limit)
    var isInTime = true
    for future in futures where isInTime {
      isInTime = await future.storage.core.settled(until: deadline)
    }
    return try Self.outputs(of: futures, isInTime ? nil : limit)
  }

  /// Runs the works while their results are read.
  ///
  /// Once the pool refuses a work, its result says so and no further inputs are pulled.
  ///
  /// Inside a task of the same pool, its worker runs what it waits for and has not started.
  ///
  /// - Parameters:
  ///   - works: pulled one at a time; may be endless.
  ///   - order: in which order results are handed out.
  ///   - limit: tasks that may be under way at once, 1 or more; clamped.
  ///   - name: shown beside the workers.
  /// - Returns: a lazy sequence with one result for each work.
  /// - Complexity: O(limit) memory.
  public func results<Work: PortableWork>(
    of works: some Sequence<Work>,
    order: ResultOrder = .input,
    limit: Int = 16,
    name: String? = nil
  ) -> ResultSequence<Work.Output, Work.Failure> {
    var works = works.makeIterator()
    return ResultSequence(order: order, limit: limit) {
      works.next().map { .single(self.submit($0, name: name).storage) } ?? .end
    }
  }

  /// Takes the outputs, or gives up because `limit` has passed.
  private static func outputs<Output: Sendable, Failure: Error>(
    of futures: [Future<Output, Failure>],
    _ limit: Duration?
  ) throws(TaskError<Failure>) -> [Output] {
    if let limit {
      for future in futures.reversed() { future.storage.core.cancelIfPending() }
      throw .timedOut(after: limit)
    }
    var outputs: [Output] = []
    outputs.reserveCapacity(futures.count)
    for future in futures { outputs.append(try future.storage.settledOutcome.get()) }
    return outputs
  }
}
