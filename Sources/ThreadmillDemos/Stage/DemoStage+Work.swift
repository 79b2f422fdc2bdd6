// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

extension DemoStage {
  /// Does one task's work: waits for `duration`, or computes for about as long.
  ///
  /// - Parameters:
  ///   - duration: in the run's time; it stays as it is, however the knobs are turned meanwhile.
  ///   - context: of the task that works.
  /// - Returns: the real time it took, as measured; pauses do not count.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @discardableResult
  package func work(
    for duration: Duration,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Duration {
    if settings.computes { return try compute(context) { duration } }
    let start = now
    try context.sleep(for: duration)
    return taskDone(since: start)
  }

  /// Does one task's work of `multiple` times the knob `size`, which may be turned meanwhile: what
  /// is done keeps its share.
  ///
  /// - Parameters:
  ///   - multiple: 0 or more.
  ///   - context: of the task that works.
  /// - Returns: the real time it took, as measured; pauses do not count.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @discardableResult
  package func liveWork(
    _ multiple: Double,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Duration {
    if settings.computes { return try compute(context) { size * multiple } }
    let start = now
    try context.sleep(multiple, of: liveSize)
    return taskDone(since: start)
  }

  /// CPU time between two progress reports.
  ///
  /// Each computing thread has to come to its next one before a pause or a stop is complete: with 64
  /// threads on 2 CPUs that takes 32 times as long, and has to stay below a frame.
  private static let slice = 0.000_2

  private func compute(
    _ context: borrowing WorkContext,
    for duration: () -> Duration
  ) throws(CancellationError) -> Duration {
    let start = now
    let rate = ComputeKernel.stepsPerSecond
    var share = 0.0
    try context.progress(0, of: 1)
    while share < 1 {
      let total = max(1, real(duration()) / .seconds(1) * rate)
      let steps = min(Self.slice * rate, (1 - share) * total)
      ComputeKernel.run(steps: Int(steps.rounded(.up)))
      // A last slice of less than a step would otherwise never add up to the whole.
      share = min(1, share + max(steps, 1) / total)
      try context.progress(Int(share * total), of: Int(total))
    }
    return taskDone(since: start)
  }

  /// Notes that a task has done its work.
  ///
  /// - Parameter start: what ``now`` was when it began.
  /// - Returns: how long the task has worked.
  @discardableResult
  package func taskDone(since start: Duration) -> Duration {
    let took = now - start
    let paced = pace.now
    board.withLock { board in
      board.curve.note(at: paced - board.pacedStart)
      board.worked += took
    }
    return took
  }
}
