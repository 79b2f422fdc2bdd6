// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct EventTests {
    /// The states of each task in the order in which they were recorded.
    private func histories(_ events: [TaskEvent]) -> [UInt64: [TaskEvent.State]] {
      var histories: [UInt64: [TaskEvent.State]] = [:]
      for event in events {
        if let task = event.task { histories[task, default: []].append(event.state) }
      }
      return histories
    }

    @Test(.tags(.stress), arguments: PoolKind.all)
    func `each task's events are in order and complete`(kind: PoolKind) async throws {
      let hub = EventHub()
      let perThread = Load.scaled(3_000, soak: 30_000)
      // Room for all there is to tell: three events of each task, and those of the workers.
      let feed = hub.subscribe(capacity: 3 * 4 * perThread + 100)
      try await withPool(kind, events: hub) { pool in
        _ = concurrently(4) { thread in
          let futures = (0..<perThread).map { number in
            pool.submit { () throws(Mishap) -> Int in
              if number % 5 == 0 { throw Mishap() }
              return number
            }
          }
          for future in futures.reversed() where thread == 0 { future.cancel() }
          for future in futures { _ = future.endedOutcome }
          return 0
        }
        #expect(pool.snapshot().counts.ended == 4 * perThread)
      }
      let events = feed.drain()
      let histories = histories(events)
      #expect(feed.droppedCount == 0)
      #expect(histories.count == 4 * perThread)
      let wrong = histories.filter { history in
        switch history.value {
        case [.queued, .running, .finished], [.queued, .running, .failed], [.queued, .cancelled]:
          false
        default: true
        }
      }
      #expect(wrong.isEmpty, "\(wrong.count) of \(histories.count): \(wrong.prefix(3))")
      var latest: [UInt64: Duration] = [:]
      let isBackwards = events.contains { event in
        guard let task = event.task else { return false }
        defer { latest[task] = event.time }
        return latest[task].map { $0 > event.time } ?? false
      }
      #expect(!isBackwards)
    }

    @Test(arguments: PoolKind.threaded)
    func `workers announce their beginning and their end`(kind: PoolKind) async throws {
      let hub = EventHub()
      let feed = hub.subscribe()
      try await withPool(kind, events: hub) { pool in try pool.resize(to: kind.workers + 2) }
      let events = feed.drain()
      let started = events.filter { $0.state == .workerStarted }.compactMap(\.worker)
      let ended = events.filter { $0.state == .workerEnded }.compactMap(\.worker)
      #expect(started.sorted() == Array(0..<kind.workers + 2))
      #expect(ended.sorted() == started.sorted())
      #expect(events.allSatisfy { $0.pid > 0 })
    }

    @Test(arguments: PoolKind.all)
    func `events carry names, workers and refusals`(kind: PoolKind) async throws {
      try await onThread {
        let pool = try kind.make()
        let feed = pool.events()
        _ = pool.submit(name: "a") { 1 }.endedOutcome
        _ = pool.shutdown(.drain)
        _ = pool.submit(name: "late") { 2 }
        let events = feed.drain()
        #expect(events.filter { $0.task == 0 }.allSatisfy { $0.taskName == "a" })
        let finished = events.first { $0.state == .finished }
        #expect(finished?.worker.map { (0..<kind.workers).contains($0) } == true)
        #expect(events.last?.state == .rejected && events.last?.taskName == "late")
        #expect(events.last?.task == nil)
      }
    }

    @Test func `what a slow reader misses is counted, and the newest are kept`() async throws {
      try await onThread {
        let hub = EventHub()
        let feed = hub.subscribe(capacity: 10)
        let pool = SerialPool(events: hub)
        for _ in 0..<7 { _ = pool.submit { 1 } }
        // Three events each; ten fit.
        #expect(feed.droppedCount == 11)
        let kept = feed.drain()
        #expect(kept.count == 10)
        #expect(kept.map(\.task) == [3, 4, 4, 4, 5, 5, 5, 6, 6, 6])
        #expect(kept.last?.state == .finished)
        #expect(feed.drain().isEmpty)
        _ = pool.submit { 1 }
        #expect(feed.drain().map(\.state) == [.queued, .running, .finished])
        #expect(feed.droppedCount == 11)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(arguments: [0, -1, 1]) func `the smallest feed keeps the newest event`(capacity: Int)
      async throws
    {
      try await onThread {
        let hub = EventHub()
        let feed = hub.subscribe(capacity: capacity)
        let pool = SerialPool(events: hub)
        _ = pool.submit { 1 }
        #expect(feed.drain().map(\.state) == [.finished])
        #expect(feed.droppedCount == 2)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `each reader gets everything`() async throws {
      try await onThread {
        let hub = EventHub()
        let one = hub.subscribe()
        let pool = SerialPool(events: hub)
        _ = pool.submit { 1 }
        let two = hub.subscribe()
        _ = pool.submit { 1 }
        #expect(one.drain().count == 6 && two.drain().count == 3)
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test func `a hub falls silent when its last feed goes, and speaks again to the next`()
      async throws
    {
      try await onThread {
        let hub = EventHub()
        let pool = SerialPool(events: hub)
        weak var gone: EventFeed?
        do {
          let feed = hub.subscribe()
          gone = feed
          _ = pool.submit { 1 }
          #expect(feed.drain().count == 3)
        }
        #expect(gone == nil)
        for _ in 0..<100 { _ = pool.submit { 1 } }
        let next = hub.subscribe()
        #expect(next.drain().isEmpty)
        _ = pool.submit { 1 }
        #expect(next.drain().map(\.task) == [101, 101, 101])
        audit(pool.shutdown(), of: pool)
      }
    }

    @Test(.tags(.stress)) func `feeds come and go while events pour`() async throws {
      let hub = EventHub()
      try await withPool(.threads(4), events: hub) { pool in
        let rounds = Load.scaled(300, soak: 10_000)
        let results = concurrently(4) { thread -> Bool in
          var isFine = true
          for _ in 0..<rounds {
            if thread < 2 {
              for _ in 0..<20 { _ = pool.submit { 1 } }
            } else {
              let feed = hub.subscribe(capacity: 16)
              _ = pool.submit { 1 }.endedOutcome
              isFine = isFine && !feed.drain().isEmpty
            }
          }
          return isFine
        }
        #expect(results.allSatisfy { $0 })
      }
    }
  }
}
