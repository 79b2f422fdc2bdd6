// SPDX-License-Identifier: Apache-2.0

/// The one worker of a ``SerialPool``: whichever thread brings it work.
final class SerialPoolStorage: PoolStorage, @unchecked Sendable {
  init(name: String, pace: Pace?, events: EventHub?) {
    super.init(name: name, pace: pace, events: events, maySearch: false)
    // A pool that has just been made cannot refuse.
    _ = try? retarget(to: 1, kind: .caller)
    wake(0)
  }

  /// Works off what there is, on the thread that brought it.
  override func wake(_ index: Int) {
    guard let slot = slot(index) else { return }
    var isLeaving = false
    asWorker { isLeaving = work(as: index, slot: slot) }
    if isLeaving { end(index, slot) }
  }
}
