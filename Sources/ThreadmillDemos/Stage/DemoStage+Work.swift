// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

extension DemoStage {
  /// Does one task's work: waits for `duration`, or computes for about as long.
  ///
  /// - Parameters:
  ///   - duration: in the run's time; it stays as it is, however the knobs are turned meanwhile.
  ///   - context: of the task that works.
  /// - Returns: the real time it took: of a wait what was asked for, of a computation what was
  ///   measured.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @discardableResult
  package func work(
    for duration: Duration,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Duration {
    if settings.computes { return try compute(context) { duration } }
    try context.sleep(for: duration)
    taskDone()
    return real(duration)
  }

  /// Does one task's work of `multiple` times the knob `size`, which may be turned meanwhile: what
  /// is done keeps its share.
  ///
  /// - Parameters:
  ///   - multiple: 0 or more.
  ///   - context: of the task that works.
  /// - Returns: the real time it took: of a wait what was asked for, of a computation what was
  ///   measured.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  @discardableResult
  package func liveWork(
    _ multiple: Double,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Duration {
    if settings.computes { return try compute(context) { size * multiple } }
    try context.sleep(multiple, of: liveSize)
    taskDone()
    return real(size * multiple)
  }

  /// CPU time between two progress reports: a fifth of what would be felt as a late pause.
  private static let slice = 0.004

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
    taskDone()
    return now - start
  }

  private func taskDone() {
    let paced = pace.now
    board.withLock { $0.curve.note(at: paced - $0.pacedStart) }
  }
}
