// SPDX-License-Identifier: Apache-2.0

/// The chunks of a `map` that have been handed in, in input order.
///
/// The last one may have been refused. It is waited for like the others: a pool of one's own may
/// have let it run in spite of what it says.
struct MapChunks: Sendable {
  private var chunks: [MapChunk] = []
  /// Whether there are inputs behind the chunk that the pool has refused.
  private var isCutShort = false

  /// Submits the inputs `0..<count`, up to the first chunk that the pool refuses.
  init(
    count: Int,
    chunkSize: Int,
    name: String?,
    on pool: some ClosurePool,
    _ work: @escaping MapChunk.Work
  ) {
    var start = 0
    while start < count {
      let end = start + min(chunkSize, count - start)
      let chunk = MapChunk(start..<end, name: name, work)
      chunks.append(chunk)
      guard pool.enqueue(chunk) else {
        isCutShort = end < count
        return
      }
      start = end
    }
  }

  /// The chunks that have been handed in.
  var cores: [FutureCore] { chunks }

  /// Cancels what has not started, the last first: nothing of it starts while this goes on.
  func cancel() { for chunk in chunks.reversed() { chunk.cancelIfPending() } }

  /// Tells after the end what befell the first input in input order for which there is no output, and
  /// in that case destroys the other outputs.
  func settle<Output, Failure: Error>(
    _ outputs: MapOutputs<Output, Failure>
  ) -> TaskError<Failure>? {
    guard let error = firstError(outputs.firstFailure) else { return nil }
    for chunk in chunks where chunk.isComplete {
      unsafe (outputs.base + chunk.range.lowerBound).deinitialize(count: chunk.range.count)
    }
    return error
  }

  private func firstError<Failure: Error>(
    _ firstFailure: FirstFailure<Failure>
  ) -> TaskError<Failure>? {
    guard let chunk = chunks.first(where: { !$0.isComplete }) else {
      return isCutShort ? .shutDown : nil
    }
    return firstFailure.error(in: chunk.range) ?? chunk.wayItNeverRan()
  }
}
