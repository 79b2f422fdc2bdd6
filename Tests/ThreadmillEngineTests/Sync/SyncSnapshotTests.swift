// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// What named primitives tell.
  @Suite struct SyncSnapshotTests {
    @Test func `what has no name tells nothing`() throws {
      #expect(LockBox().snapshot() == nil)
      #expect(LockBox(name: nil).snapshot() == nil)
      #expect(RecursiveBox().snapshot() == nil)
      #expect(ReadWriteLock().snapshot() == nil)
      #expect(try Semaphore(permits: 1).snapshot() == nil)
      #expect(try BoundedSemaphore(permits: 1).snapshot() == nil)
      #expect(Event().snapshot() == nil)
      #expect(try Latch(count: 1).snapshot() == nil)
      #expect(ConditionBox().snapshot() == nil)
      #expect(try Barrier(parties: 1).snapshot() == nil)
    }

    @Test func `a new one has a name and nothing to tell`() throws {
      let name = "it, \"quoted\"\n"
      let all: [(SyncKind, SyncSnapshot?)] = [
        (.lock, LockBox(name: name).snapshot()),
        (.recursiveLock, RecursiveBox(name: name).snapshot()),
        (.readWriteLock, ReadWriteLock(name: name).snapshot()),
        (.semaphore, try Semaphore(permits: 1, name: name).snapshot()),
        (.semaphore, try BoundedSemaphore(permits: 1, name: name).snapshot()),
        (.event, Event(name: name).snapshot()),
        (.latch, try Latch(count: 1, name: name).snapshot()),
        (.condition, ConditionBox(name: name).snapshot()),
        (.barrier, try Barrier(parties: 1, name: name).snapshot()),
      ]
      for (kind, snapshot) in all {
        #expect(snapshot == SyncSnapshot(kind: kind, name: name))
        #expect(snapshot?.contention == nil)
      }
      #expect(LockBox(name: "").snapshot()?.name == "")
    }

    @Test(arguments: [SyncSubject.lock, .recursiveLock, .writer])
    func `a lock tells who holds it, who waits and for how long`(subject: SyncSubject)
      async throws
    {
      try await onThread {
        let snapshot = Monitor<(@Sendable () -> SyncSnapshot?)?>(nil)
        let gate = Gate()
        let keeper = WorkerThread(name: "keeper") { () throws -> Void in
          // The last one of these waits for readers; this one waits for a writer.
          let parts = try (subject.kind == .readWriteLock ? SyncSubject.reader : subject).make()
          snapshot.withLock { $0 = parts.snapshot }
          let waiters = (0..<3).map { number in
            WorkerThread<Void, any Error>(name: "waiter-\(number)") {
              (context: borrowing WorkContext) throws in try parts.wait(context)
            }
          }
          for (number, waiter) in waiters.enumerated() {
            try waiter.start()
            #expect(eventually { parts.snapshot()?.waiters.count == number + 1 })
          }
          gate.wait()
          parts.release()
          for waiter in waiters { try waiter.join() }
        }
        try keeper.start()
        #expect(eventually { snapshot.withLock { $0 }?()?.waiters.count == 3 })
        pauseThread(.milliseconds(30))
        let look = try #require(snapshot.withLock { $0 })
        let held = try #require(look())
        #expect(held.holder?.name == "keeper")
        #expect((held.holder?.since ?? .zero) >= .milliseconds(18))
        #expect(held.holders == 1)
        #expect(held.waiters.map(\.name) == ["waiter-0", "waiter-1", "waiter-2"])
        #expect(held.waiters.allSatisfy { $0.since >= .milliseconds(18) })
        #expect(Set(held.waiters.map(\.id) + [held.holder?.id ?? 0]).count == 4)
        #expect(held.acquisitions == 1 && held.contended == 0 && held.givenUp == 0)
        #expect(held.waits.total == 0 && held.holds.total == 0)
        gate.open()
        try keeper.join()
        let free = try #require(look())
        #expect(free.holder == nil && free.holders == 0 && free.waiters == [])
        #expect(free.acquisitions == 4 && free.contended == 3 && free.givenUp == 0)
        #expect(free.contention == 0.75)
        #expect(free.waits.total == 3 && free.waits.longest >= .milliseconds(18))
        #expect(free.holds.total >= 1 && free.holds.longest >= .milliseconds(18))
      }
    }

    @Test func `short holds are sampled, long ones measured`() async throws {
      try await onThread {
        let box = LockBox(name: "short")
        for _ in 0..<6_400 { box.lock.withLock {} }
        let short = try #require(box.snapshot())
        #expect(short.acquisitions == 6_400)
        #expect(short.holds.total >= 25 && short.holds.total <= 6_400)
        #expect([1, 16, 256].contains(short.holdStride))
        for _ in 0..<300 { box.lock.withLock { pauseThread(.milliseconds(1)) } }
        let long = try #require(box.snapshot())
        #expect(long.holds.total > short.holds.total)
        #expect(long.holds.longest >= .microseconds(600))
      }
    }

    @Test func `a semaphore tells how many have a permit`() async throws {
      try await onThread {
        let semaphore = try Semaphore(permits: 3, name: "pool")
        for taken in 1...3 {
          semaphore.acquire()
          #expect(semaphore.snapshot()?.holders == taken)
        }
        #expect(try !semaphore.acquire(upTo: .milliseconds(1)))
        try semaphore.release(2)
        let snapshot = try #require(semaphore.snapshot())
        #expect(snapshot.holders == 1 && snapshot.holder == nil)
        #expect(snapshot.acquisitions == 3 && snapshot.contended == 0 && snapshot.givenUp == 1)
        // More than there were is not less than none, and the next ones count from there.
        try semaphore.release(5)
        #expect(semaphore.snapshot()?.holders == 0)
        for taken in 1...6 {
          semaphore.acquire()
          #expect(semaphore.snapshot()?.holders == taken)
        }
      }
    }

    @Test func `readers are counted, not named`() async throws {
      try await onThread {
        let lock = ReadWriteLock(name: "page")
        lock.acquireRead()
        lock.acquireRead()
        let snapshot = try #require(lock.snapshot())
        #expect(snapshot.holders == 2 && snapshot.holder == nil && snapshot.acquisitions == 2)
        try lock.releaseRead()
        try lock.releaseRead()
        #expect(lock.snapshot()?.holders == 0)
      }
    }

    @Test func `waits at a barrier that breaks were not for nothing counted as passed`()
      async throws
    {
      try await onThread {
        let barrier = try Barrier(parties: 3, name: "meeting")
        let threads = (0..<2).map { _ in PlainThread { _ = try? barrier.wait() } }
        #expect(eventually { barrier.snapshot()?.waiters.count == 2 })
        barrier.abort()
        for thread in threads { thread.join() }
        let snapshot = try #require(barrier.snapshot())
        #expect(snapshot.acquisitions == 0 && snapshot.contended == 0 && snapshot.givenUp == 2)
        #expect(snapshot.waiters == [])
      }
    }

    @Test(.tags(.stress)) func `whoever looks at any moment sees nothing impossible`() async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let box = LockBox(name: "busy")
        let isOver = Gate()
        let threads = (0..<2).map { thread in
          PlainThread {
            var random = SeededRandom(seed: UInt64(thread))
            while !isOver.isOpen {
              let limit = Duration.microseconds(random.below(40))
              guard (try? box.acquire(upTo: limit)) == true else { continue }
              for _ in 0..<random.below(300) { _ = MonotonicClock.now }
              try? box.release()
            }
          }
        }
        var last = try #require(box.snapshot())
        for _ in 0..<Load.scaled(3_000, soak: 300_000) {
          let next = try #require(box.snapshot())
          #expect(next.acquisitions >= last.acquisitions && next.contended >= last.contended)
          #expect(next.givenUp >= last.givenUp)
          #expect(next.holds.total >= last.holds.total && next.waits.total >= last.waits.total)
          #expect(next.waiters.count <= 2)
          #expect((next.holder?.since ?? .zero) >= .zero)
          #expect((next.contention ?? 0) <= 1)
          for histogram in [next.holds, next.waits] {
            let top = histogram.counts.lastIndex { $0 > 0 } ?? 0
            #expect(histogram.longest >= .nanoseconds(LatencyHistogram.lowerBound(of: top)))
          }
          last = next
        }
        isOver.open()
        for thread in threads { thread.join() }
        #expect(box.isFree)
      }
    }
  }
}
