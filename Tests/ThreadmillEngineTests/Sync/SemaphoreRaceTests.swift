// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Permits are neither lost nor doubled, whoever gives up.
  @Suite struct SemaphoreRaceTests {
    @Test(.tags(.stress), arguments: [nil, "pool"])
    func `what is given is taken, by threads that give up and threads that do not`(name: String?)
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let semaphore = try Semaphore(permits: 0, name: name)
        let total = Load.scaled(10_000, soak: 1_000_000)
        let taken = Tally()
        // Two that wait as long as it takes, two that are always about to give up.
        let threads = (0..<4).map { thread in
          PlainThread {
            var random = SeededRandom(seed: UInt64(thread))
            while true {
              let limit: Duration = thread < 2 ? .seconds(600) : .microseconds(random.below(60))
              let isTaken = (try? semaphore.acquire(upTo: limit)) ?? false
              if isTaken && taken.add() > total { break }
              if taken.value > total { break }
            }
          }
        }
        var random = SeededRandom(seed: 7)
        var given = 0
        while given < total {
          let count = min(total - given, 1 + random.below(3))
          try semaphore.release(count)
          given += count
        }
        taken.wait(for: total)
        #expect(semaphore.available == 0)
        #expect(taken.value == total)
        // One more for each, so that they end.
        try semaphore.release(4)
        for thread in threads { thread.join() }
        #expect(semaphore.available + taken.value == total + 4)
        #expect(semaphore.waiting == 0)
        if let snapshot = semaphore.snapshot() {
          #expect(snapshot.acquisitions == UInt64(taken.value))
          #expect(snapshot.waiters == [])
          #expect(snapshot.contended <= snapshot.acquisitions)
          #expect(snapshot.waits.total == snapshot.contended)
        }
      }
    }

    @Test(.tags(.stress), .timeLimit(.minutes(60)))
    func `a task that is cancelled as its permit comes takes it or leaves it`() async throws {
      let semaphore = try Semaphore(permits: 0, name: "pool")
      let rounds = Load.scaled(10_000, soak: 1_000_000)
      var taken = 0
      var random = SeededRandom(seed: 8)
      for _ in 0..<rounds {
        let kind = random.below(3)
        let waiter = Task.detached { () -> Bool in
          if kind == 0 {
            return (try? await semaphore.acquire(upTo: .microseconds(20))) ?? false
          }
          return (try? await semaphore.acquire()) != nil
        }
        if random.chance(50) { await Task.yield() }
        if random.chance(50) {
          semaphore.release()
          waiter.cancel()
        } else {
          waiter.cancel()
          semaphore.release()
        }
        if await waiter.value { taken += 1 }
        // What it has left is there for the next one, at once.
        if semaphore.tryAcquire() { taken += 1 }
      }
      #expect(taken == rounds)
      #expect(semaphore.available == 0 && semaphore.waiting == 0)
      #expect(semaphore.snapshot()?.acquisitions == UInt64(rounds))
    }

    @Test(.tags(.stress)) func `threads and tasks share the same permits`() async throws {
      let semaphore = try Semaphore(permits: 3)
      let inside = Tally()
      let rounds = Load.scaled(2_000, soak: 1_000_000)
      let threads = (0..<2).map { thread in
        PlainThread {
          for _ in 0..<rounds {
            semaphore.acquire()
            inside.add()
            inside.add(-1)
            semaphore.release()
          }
        }
      }
      let cancelled = await withTaskGroup { group in
        for number in 0..<4 {
          group.addTask {
            var failed = 0
            var random = SeededRandom(seed: UInt64(number))
            for _ in 0..<rounds {
              let limit = Duration.microseconds(random.below(200))
              guard (try? await semaphore.acquire(upTo: limit)) == true else {
                failed += 1
                continue
              }
              inside.add()
              inside.add(-1)
              semaphore.release()
            }
            return failed
          }
        }
        return await group.reduce(0, +)
      }
      for thread in threads { thread.join() }
      #expect(cancelled <= 4 * rounds)
      #expect(inside.highest <= 3)
      #expect(semaphore.available == 3 && semaphore.waiting == 0)
    }
  }
}
