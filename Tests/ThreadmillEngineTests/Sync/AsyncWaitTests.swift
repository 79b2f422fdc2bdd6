// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// The asynchronous twins of waits.
  @Suite struct AsyncWaitTests {
    private typealias Parts = SyncSubject.Parts

    @Test(arguments: SyncSubject.asynchronous)
    func `a limit below zero is refused`(subject: SyncSubject) async throws {
      let parts = try subject.make()
      let timed = try #require(parts.timedSuspended)
      let limit = Duration.seconds(-1)
      await #expect(throws: SyncError.negativeLimit(limit)) { try await timed(limit) }
      parts.release()
      #expect(parts.isIdle())
    }

    @Test(arguments: SyncSubject.asynchronous, [Duration.zero, .milliseconds(60)])
    func `a limit that passes ends the wait, no sooner, and leaves nothing behind`(
      subject: SyncSubject,
      limit: Duration
    ) async throws {
      let parts = try subject.make()
      let timed = try #require(parts.timedSuspended)
      let begin = MonotonicClock.now
      #expect(try await !timed(limit))
      let took = MonotonicClock.now - begin
      #expect(isNear(took, limit), "\(took)")
      #expect(parts.snapshot()?.givenUp == 1)
      parts.release()
      #expect(parts.isIdle())
      if subject.kind != .barrier { #expect(try await timed(.zero)) }
    }

    @Test(arguments: SyncSubject.asynchronous)
    func `who is cancelled ends, and holds nothing`(subject: SyncSubject) async throws {
      for isEarly in [true, false] {
        let parts = try subject.make()
        let suspended = try #require(parts.suspended)
        let task = Task.detached { () -> (any Error)? in
          do {
            try await suspended()
            return nil
          } catch {
            return error
          }
        }
        if !isEarly { try await Task.sleep(for: .milliseconds(20)) }
        task.cancel()
        let error = await task.value
        if subject.kind == .barrier {
          #expect(error as? SyncError == .brokenBarrier)
        } else {
          #expect(error is CancellationError)
        }
        #expect(parts.snapshot()?.givenUp == 1)
        parts.release()
        #expect(parts.isIdle())
      }
    }

    @Test(arguments: SyncSubject.asynchronous)
    func `who is cancelled while it waits with a limit is told that it has nothing`(
      subject: SyncSubject
    ) async throws {
      let parts = try subject.make()
      let timed = try #require(parts.timedSuspended)
      let task = Task.detached { try await timed(.seconds(600)) }
      try await Task.sleep(for: .milliseconds(20))
      task.cancel()
      #expect(try await !task.value)
      parts.release()
      #expect(parts.isIdle())
    }

    @Test(arguments: SyncSubject.asynchronous)
    func `it goes on when it is its turn, and its wait was counted`(subject: SyncSubject)
      async throws
    {
      for limit in [nil, .seconds(Int64.max), .nanoseconds(Int64.max)] as [Duration?] {
        let parts = try subject.make()
        let suspended = try #require(parts.suspended)
        let timed = try #require(parts.timedSuspended)
        let before = parts.snapshot()?.acquisitions ?? 0
        let task = Task.detached {
          guard let limit else {
            try await suspended()
            return true
          }
          return try await timed(limit)
        }
        try await Task.sleep(for: .milliseconds(40))
        parts.release()
        #expect(try await task.value)
        #expect(parts.isIdle())
        let snapshot = try #require(parts.snapshot())
        #expect(snapshot.acquisitions == before + (subject.kind == .barrier ? 2 : 1))
        #expect(snapshot.contended == 1 && snapshot.waits.total == 1)
        #expect(snapshot.givenUp == 0 && snapshot.waiters == [])
      }
    }

    @Test(.tags(.stress), arguments: SyncSubject.asynchronous)
    func `whoever is cancelled at the moment of its turn has it or leaves it`(
      subject: SyncSubject
    ) async throws {
      var random = SeededRandom(seed: 108)
      for _ in 0..<Load.scaled(500, soak: 100_000) {
        let parts = try subject.make()
        let suspended = try #require(parts.suspended)
        let task = Task.detached { try await suspended() }
        if random.chance(70) { await Task.yield() }
        if random.chance(50) {
          parts.release()
          task.cancel()
        } else {
          task.cancel()
          parts.release()
        }
        _ = await task.result
        let isIdle = parts.isIdle()
        #expect(isIdle)
      }
    }

    @Test func `those who have waited longest get a permit first, threads or tasks`() async throws {
      let semaphore = try Semaphore(permits: 0)
      let order = Monitor<[Int]>([])
      var tasks: [Task<Void, any Error>] = []
      var threads: [PlainThread] = []
      for number in 0..<6 {
        if number % 2 == 0 {
          tasks.append(
            Task.detached {
              try await semaphore.acquire()
              order.withLock { $0.append(number) }
              semaphore.release()
            }
          )
        } else {
          threads.append(
            PlainThread {
              semaphore.acquire()
              order.withLock { $0.append(number) }
              semaphore.release()
            }
          )
        }
        #expect(eventually { semaphore.waiting == number + 1 })
      }
      semaphore.release()
      for task in tasks { try await task.value }
      for thread in threads { thread.join() }
      #expect(order.withLock { $0 } == Array(0..<6))
      #expect(semaphore.available == 1)
    }

    @Test func `tasks and threads meet at the same barrier`() async throws {
      let barrier = try Barrier(parties: 4)
      for _ in 0..<100 {
        let places = Monitor<[Int]>([])
        let threads = (0..<2).map { _ in
          PlainThread {
            let place = (try? barrier.wait()) ?? -1
            places.withLock { $0.append(place) }
          }
        }
        async let first = barrier.wait()
        async let second = barrier.wait(upTo: .seconds(600))
        let both = try await [first, second]
        for thread in threads { thread.join() }
        #expect((places.withLock { $0 } + both).sorted() == [0, 1, 2, 3])
      }
    }
  }
}
