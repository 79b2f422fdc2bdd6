// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct EventPoolTests {
    /// Makes everything happen that a pool tells of.
    private func exercise(_ pool: any ClosurePool) {
      pool.pause()
      let cancelled = pool.submit { 1 }
      _ = cancelled.cancel()
      pool.resume()
      _ = pool.submit { 1 }.endedOutcome
      let failing: Future<Int, Mishap> = pool.submit { () throws(Mishap) in throw Mishap() }
      _ = failing.endedOutcome
      _ = pool.shutdown(.drain)
      _ = pool.submit { 1 }
    }

    @Test func `events of two pools on one hub say whose they are`() async throws {
      try await onThread {
        let hub = EventHub()
        let feed = hub.subscribe()
        let thread = WorkerThread(name: "three", events: hub) { $0.taskID }
        try thread.start()
        _ = try thread.join()
        exercise(try ThreadPool(workers: 1, name: "one", events: hub))
        exercise(SerialPool(name: "two", events: hub))
        let events = feed.drain()
        let states: Set<TaskEvent.State> = [
          .queued, .running, .finished, .failed, .cancelled, .rejected, .workerEnded,
        ]
        for name in ["one", "two"] {
          let own = events.filter { $0.pool == name }
          #expect(states.isSubset(of: Set(own.map(\.state))))
          #expect(own.count { $0.state == .finished } == 1)
        }
        let rest = events.filter { $0.pool == nil }
        #expect(rest.map(\.state) == [.queued, .workerStarted, .running, .finished, .workerEnded])
      }
    }
  }
}
