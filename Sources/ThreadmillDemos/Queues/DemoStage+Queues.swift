// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

extension DemoStage {
  /// The knob `interval` for the waits of this round; those that go on follow when it is turned.
  package func liveInterval() -> LiveDuration {
    let interval = pace.liveDuration(settings.interval)
    follow { interval.set($0.interval) }
    return interval
  }

  /// Does one task's work for an item that was taken, and says then that the item is done.
  ///
  /// - Throws: `CancellationError` where there shall be a consumer less: its item has been taken and is
  ///   done, only the rest of the work is cut short.
  package func work<Element>(
    on lease: consuming Lease<Element>,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    do throws(CancellationError) {
      try liveWork(1, context)
    } catch {
      lease.finish()
      throw error
    }
    lease.finish()
  }
}

extension CrewOutcome<Int> {
  /// Compares with a crew of `count` threads whose number was left alone and who return their numbers.
  ///
  /// - Returns: the first difference in one sentence, or `nil` if there is none.
  package func mismatch(threads count: Int) -> String? {
    let asked = (0..<count).map { CrewOrder.start($0) }
    return CrewOutcome(orders: asked, ends: ends).mismatch { $0 }
  }
}
