// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

extension RunState {
  /// What a cell of a map says of the worker of that index.
  ///
  /// Only single fields are read, by index: a copy of a lane would count references of four strings,
  /// a thousand times per frame.
  package func mark(of index: Int) -> LaneMark {
    let state = snapshot.lanes[index].worker.state
    let isHeld = state.isBusy && (isHeld || snapshot.lanes[index].worker.isHeld)
    if !isHeld, lanes.indices.contains(index),
      let busy = lanes[index].shownBusyShare(in: state)
    {
      return LaneMark(lanes[index].waits ? .waiting : .running, share: busy)
    }
    let isKnown = state == .running || state == .waiting
    let share = isKnown ? snapshot.lanes[index].worker.task?.activity.fraction : nil
    return LaneMark(LaneMark.Kind(state), share: share, isHeld: isHeld)
  }

  /// What a cell says of several workers together: the worst of them.
  ///
  /// - Complexity: O(workers).
  package func mark(of workers: Range<Int>) -> LaneMark {
    var result = mark(of: workers.lowerBound)
    for index in workers.dropFirst() { result.merge(mark(of: index)) }
    return result
  }
}
