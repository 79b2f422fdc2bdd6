// SPDX-License-Identifier: Apache-2.0

/// The task of one chunk of a ``ResultSequence``, with a result for each of its elements.
@usableFromInline
final class ResultChunk<Output: Sendable, Failure: Error>: FutureCore, @unchecked Sendable {
  // Safety: a subclass has to restate it. `work` is taken by whoever runs or ends the task, and only one
  // can; `kept` is written by the task and taken after that was seen to have ended.

  @usableFromInline typealias Element = Result<Output, TaskError<Failure>>
  /// Works off the chunk.
  @usableFromInline typealias Work =
    @Sendable (_ chunk: ResultChunk, _ context: borrowing WorkContext) -> TaskEnding

  @usableFromInline let count: Int
  @usableFromInline var kept: [Element]?
  private var work: Work?

  @usableFromInline
  init(count: Int, name: String?, _ work: @escaping Work) {
    self.count = count
    self.work = work
    super.init(name: name) { core, duty in
      let chunk = unsafe unsafeDowncast(core, to: ResultChunk.self)
      let work = chunk.work.take()
      switch duty {
      case .run(let context): return unsafe work?(chunk, context.pointee) ?? .cancelled
      case .end: withExtendedLifetime(work) { chunk.announce() }
      case .free: break
      }
      return .cancelled
    }
  }

  /// Transforms all elements, also after a failure; inlined into the client.
  @inlinable
  func fill<Input>(
    from inputs: [Input],
    _ context: borrowing WorkContext,
    _ transform: (borrowing WorkContext, Input) throws(Failure) -> Output
  ) -> TaskEnding {
    var ending = TaskEnding.finished
    var results: [Element] = []
    results.reserveCapacity(inputs.count)
    for input in inputs {
      do throws(Failure) {
        results.append(.success(try transform(context, input)))
      } catch {
        let failure = TaskError(thrown: error, context)
        results.append(.failure(failure))
        ending.include(failure.ending)
      }
    }
    results.reverse()
    kept = results
    return ending
  }

  /// Takes a result for each element, that of the first one last; for a chunk that has ended.
  func takeResults() -> [Element] { kept.take() ?? withoutResults() }

  /// What befell the chunk befell each of its elements.
  private func withoutResults() -> [Element] {
    Array(repeating: .failure(wayItNeverRan()), count: count)
  }
}
