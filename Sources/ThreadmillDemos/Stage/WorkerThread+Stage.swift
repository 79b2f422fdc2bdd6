// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

extension WorkerThread where Failure == CancellationError {
  /// Prepares a thread that lives in the time of a run and announces what it does there.
  ///
  /// Started while the run is paused, it waits for the run to go on before it does anything. No two
  /// threads of a run have the same id, so that the events of one round are not those of another.
  ///
  /// - Parameters:
  ///   - name: what its lane is called.
  ///   - stage: of the run.
  ///   - body: what it runs.
  package convenience init(
    _ name: String,
    on stage: DemoStage,
    _ body: @escaping @Sendable (borrowing WorkContext) throws(CancellationError) -> Success
  ) {
    self.init(name: name, id: stage.nextThreadID(), pace: stage.pace, events: stage.events) {
      context throws(CancellationError) in
      try context.progress(0, of: 1)
      return try body(context)
    }
  }
}
