// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct SemaphoreTests {
    @Test func `as many pass as there are permits, then as many as are released`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: 7)
        let passed = Tally()
        let threads = (0..<10).map { _ in
          PlainThread {
            semaphore.acquire()
            passed.add()
            semaphore.acquire()
            passed.add()
          }
        }
        // 7 permits for 10 threads, each of which wants two.
        var given = 7
        for count in [1, 3, 6, 3] {
          #expect(eventually { passed.value == given })
          pauseThread(.milliseconds(5))
          #expect(passed.value == given)
          try semaphore.release(count)
          given += count
        }
        #expect(given == 20)
        for thread in threads { thread.join() }
        #expect(passed.value == 20)
        #expect(semaphore.available == 0 && semaphore.waiting == 0)
        #expect(!semaphore.tryAcquire())
      }
    }

    @Test func `release of n lets exactly n of those go who wait, the others rest`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: 0)
        let passed = Tally()
        let threads = (0..<5).map { _ in
          PlainThread {
            semaphore.acquire()
            passed.add()
          }
        }
        #expect(eventually { semaphore.waiting == 5 })
        try semaphore.release(3)
        // Who was called waits no more, be it awake or not.
        #expect(semaphore.waiting == 2 && semaphore.available == 0)
        #expect(eventually { passed.value == 3 })
        pauseThread(.milliseconds(10))
        #expect(passed.value == 3)
        try semaphore.release(5)
        #expect(semaphore.waiting == 0 && semaphore.available == 3)
        for thread in threads { thread.join() }
        #expect(passed.value == 5 && semaphore.available == 3)
      }
    }

    @Test func `who came first is served first, and nobody passes`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: 0)
        let order = Monitor<[Int]>([])
        var threads: [PlainThread] = []
        for number in 0..<8 {
          threads.append(
            PlainThread {
              semaphore.acquire()
              order.withLock { $0.append(number) }
              semaphore.release()
            }
          )
          #expect(eventually { semaphore.waiting == number + 1 })
        }
        semaphore.release()
        for thread in threads { thread.join() }
        #expect(order.withLock { $0 } == Array(0..<8))
        #expect(semaphore.available == 1)
      }
    }

    @Test func `who gives up makes room for those behind`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: 0)
        let quitter = PlainThread { _ = try? semaphore.acquire(upTo: .milliseconds(50)) }
        #expect(eventually { semaphore.waiting == 1 })
        let passed = Tally()
        let patient = PlainThread {
          semaphore.acquire()
          passed.add()
        }
        #expect(eventually { semaphore.waiting == 2 })
        quitter.join()
        #expect(semaphore.waiting == 1 && passed.value == 0)
        semaphore.release()
        patient.join()
        #expect(semaphore.available == 0)
      }
    }

    @Test(.tags(.stress)) func `of two that wait for the same permit each gets every other turn`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let semaphore = try Semaphore(permits: 0)
        let total = Load.scaled(10_000, soak: 1_000_000)
        let turns = Monitor([0, 0])
        let threads = (0..<2).map { number in
          PlainThread {
            while true {
              semaphore.acquire()
              let isOver = turns.withLock { turns in
                if turns[0] + turns[1] < total { turns[number] += 1 }
                return turns[0] + turns[1] == total
              }
              // One that does not wait at this moment, because its CPU is another's, has no turn.
              while !isOver && semaphore.waiting == 0 { pauseThread(.microseconds(1)) }
              // Wants it again before the other is awake.
              semaphore.release()
              if isOver { return }
            }
          }
        }
        #expect(eventually { semaphore.waiting == 2 })
        semaphore.release()
        for thread in threads { thread.join() }
        let shares = turns.withLock { $0 }
        #expect(shares == [total / 2, total / 2])
      }
    }

    @Test func `a body gives its permit back, whatever it throws`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: 2)
        #expect(semaphore.withPermit { semaphore.available } == 1)
        #expect(throws: Mishap.self) {
          try semaphore.withPermit { () throws(Mishap) in throw Mishap() }
        }
        #expect(semaphore.available == 2)
      }
    }

    @Test func `wrong numbers are refused with all that a person must know`() async throws {
      try await onThread {
        for permits in [-1, .min] {
          let error = SyncError.outOfRange(
            "the permits of a semaphore",
            got: permits,
            allowed: "0 or more"
          )
          #expect(throws: error) { try Semaphore(permits: permits) }
          #expect(throws: error) { try BoundedSemaphore(permits: permits) }
        }
        let semaphore = try Semaphore(permits: 3)
        for count in [0, -1, .min] {
          let error = SyncError.outOfRange(
            "the permits to release",
            got: count,
            allowed: "1 or more"
          )
          #expect(throws: error) { try semaphore.release(count) }
          #expect(semaphore.available == 3)
        }
      }
    }

    @Test func `more permits than can be counted are as many as can be`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: .max)
        semaphore.release()
        try semaphore.release(.max)
        #expect(semaphore.available == .max)
        #expect(semaphore.tryAcquire())
        #expect(semaphore.available == .max - 1)
        let empty = try Semaphore(permits: 0)
        let waiter = PlainThread { empty.acquire() }
        #expect(eventually { empty.waiting == 1 })
        try empty.release(.max)
        waiter.join()
        #expect(empty.available == .max - 1)
      }
    }
  }
}
