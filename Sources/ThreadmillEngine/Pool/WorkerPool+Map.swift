// SPDX-License-Identifier: Apache-2.0

extension WorkerPool {
  /// Runs every work, one task for each, and waits for all of them, also after a failure.
  ///
  /// Inside a task of the same pool, its worker runs what it waits for and has not started.
  ///
  /// - Parameters:
  ///   - works: `n` works; `n` may be zero.
  ///   - name: shown beside the workers.
  /// - Returns: `n` results in input order.
  /// - Throws: the first failure in input order; ``TaskError/shutDown`` if the pool takes no further
  ///   tasks: what it has taken before is worked off.
  /// - Complexity: `n` tasks, O(n) memory.
  @available(*, noasync, message: "use the asynchronous form in async code")
  public func map<Work: PortableWork>(
    _ works: some Sequence<Work>,
    name: String? = nil
  ) throws(TaskError<Work.Failure>) -> [Work.Output] {
    let futures = works.map { submit($0, name: name) }
    for future in futures { future.storage.core.wait(until: nil) }
    return try Self.outputs(of: futures)
  }

  /// The asynchronous form of ``map(_:name:)``: it suspends instead of blocking.
  ///
  /// - Parameters:
  ///   - works: `n` works; `n` may be zero.
  ///   - name: shown beside the workers.
  /// - Returns: `n` results in input order.
  /// - Throws: the same.
  public func map<Work: PortableWork>(
    _ works: some Sequence<Work>,
    name: String? = nil
  ) async throws(TaskError<Work.Failure>) -> [Work.Output] {
    let futures = works.map { submit($0, name: name) }
    for future in futures { await future.storage.core.settled() }
    return try Self.outputs(of: futures)
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

  private static func outputs<Output: Sendable, Failure: Error>(
    of futures: [Future<Output, Failure>]
  ) throws(TaskError<Failure>) -> [Output] {
    var outputs: [Output] = []
    outputs.reserveCapacity(futures.count)
    for future in futures { outputs.append(try future.storage.settledOutcome.get()) }
    return outputs
  }
}
