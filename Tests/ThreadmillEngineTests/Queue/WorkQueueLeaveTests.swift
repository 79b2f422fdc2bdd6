// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Tasks that go at the moment at which they are called.
  ///
  /// Behind each stands another one, for whom nobody comes later: it would wait for ever if the call were
  /// lost.
  @Suite struct WorkQueueLeaveTests {
    /// Waits without giving the CPU away, because a wake is longer than what is to be hit.
    private static func spin(_ microseconds: Int) {
      let end = MonotonicClock.now + .microseconds(microseconds)
      while MonotonicClock.now < end {}
    }

    @Test(.tags(.stress), arguments: [true, false])
    func `a task that goes when it is called swallows no item`(isCancelled: Bool) async throws {
      let queue = try WorkQueue<Int>()
      var random = SeededRandom(seed: isCancelled ? 1 : 2)
      var left = 0
      for round in 0..<Load.scaled(2_000, soak: 200_000) {
        let limit: Duration = isCancelled ? .seconds(600) : .microseconds(random.below(200))
        let leaver = Task { try await queue.get(upTo: limit) }
        if isCancelled { #expect(queue.hasWaitingConsumers(1)) }
        let next = Task { try await queue.get() }
        if isCancelled { #expect(queue.hasWaitingConsumers(2)) }
        let pauses = [random.below(60), random.below(30)]
        _ = race(2) { side in
          Self.spin(pauses[side])
          if side == 0 { return (try? queue.tryPut(1)) == true }
          if isCancelled { leaver.cancel() }
          return true
        }
        if try await leaver.value == nil { left += 1 } else { #expect(try queue.tryPut(2)) }
        let isTaken = eventually { queue.depth == 0 }
        #expect(isTaken, "round \(round): nobody was called, \(queue.snapshot())")
        guard isTaken else { return next.cancel() }
        _ = try await next.value
      }
      #expect(left > 0 && queue.snapshot().waitingConsumers == 0)
    }

    /// Who stands last of several is called a while after it was taken out of the line.
    @Test(.tags(.stress), arguments: [true, false])
    func `a task that goes when it is called wastes no room`(isCancelled: Bool) async throws {
      var random = SeededRandom(seed: isCancelled ? 3 : 4)
      var left = 0
      for round in 0..<Load.scaled(1_000, soak: 100_000) {
        let queue = try WorkQueue<Int>(limit: 6)
        while try queue.tryPut(0) {}
        let limit: Duration = isCancelled ? .seconds(600) : .microseconds(200 + random.below(800))
        let first = (0..<5).map { _ in Task { try await queue.put(1) } }
        #expect(queue.hasWaitingProducers(5))
        let leaver = Task { try await queue.put(2, upTo: limit) }
        if isCancelled { #expect(queue.hasWaitingProducers(6)) }
        let next = Task { try await queue.put(3) }
        if isCancelled { #expect(queue.hasWaitingProducers(7)) }
        let pauses = [random.below(60), random.below(60)]
        let widens = random.chance(30)
        _ = race(2) { side in
          Self.spin(pauses[side])
          if side == 1 {
            if isCancelled { leaver.cancel() }
          } else if widens {
            try? queue.setLimit(12)
          } else {
            _ = try? queue.get(atMost: 6)
          }
          return true
        }
        let isPut = try await leaver.value
        if !isPut { left += 1 }
        let isFull = eventually { queue.depth == (widens ? 12 : 6) }
        #expect(isFull, "round \(round): a place is empty, \(queue.snapshot())")
        try queue.setLimit(nil)
        for task in first + [next] { try await task.value }
        guard isFull else { return }
        #expect(queue.takeAll().count { $0 == 2 } == (isPut ? 1 : 0))
      }
      #expect(left > 0)
    }
  }
}
