// SPDX-License-Identifier: Apache-2.0

/// The task of one chunk of a ``ClosurePool/map(_:chunkSize:name:upTo:_:)``.
final class MapChunk: FutureCore, @unchecked Sendable {
  // Safety: a subclass has to restate it. `work` is taken by whoever runs or ends the task, and only one
  // can; `isComplete` is written by the task and read after that was seen to have ended.

  /// Works off a range of the inputs.
  typealias Work = BulkTask.Work

  /// Which of the inputs it works off.
  let range: Range<Int>
  private var work: Work?
  /// Whether there is an output for each of them.
  private(set) var isComplete = false

  init(_ range: Range<Int>, name: String?, _ work: @escaping Work) {
    self.range = range
    self.work = work
    super.init(name: name) { core, duty in
      let chunk = unsafe unsafeDowncast(core, to: MapChunk.self)
      let work = chunk.work.take()
      switch duty {
      case .run(let context):
        let ending = unsafe work?(chunk.range, context.pointee) ?? .cancelled
        chunk.isComplete = ending == .finished
        return ending
      case .end: withExtendedLifetime(work) { chunk.announce() }
      case .free: break
      }
      return .cancelled
    }
  }
}
