// SPDX-License-Identifier: Apache-2.0

/// The outputs of a `map` that nobody waits for any more, held by its tasks until the last has ended.
final class UnreadOutputs<Output, Failure: Error>: Sendable {
  private let outputs: MapOutputs<Output, Failure>
  private let run: MapRun

  init(_ outputs: MapOutputs<Output, Failure>, of run: MapRun) {
    self.outputs = outputs
    self.run = run
  }

  deinit {
    if run.settle(outputs) == nil { unsafe outputs.base.deinitialize(count: outputs.count) }
    outputs.free()
  }
}
