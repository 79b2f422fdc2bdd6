// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Primitives whose last owner lets go of them while they are held, or somebody is inside.
  @Suite struct SyncLifeTests {
    @Test func `what is held may be destroyed`() async throws {
      try await onThread {
        for name in [nil, "held"] as [String?] {
          for _ in 0..<100 {
            LockBox(name: name).acquire()
            RecursiveBox(name: name).acquire()
            ReadWriteLock(name: name).acquireRead()
            ReadWriteLock(name: name).acquireWrite()
            try Semaphore(permits: 1, name: name).acquire()
            try BoundedSemaphore(permits: 1, name: name).acquire()
            _ = try Latch(count: 3, name: name).wait(upTo: .zero)
            _ = try Event(name: name).wait(upTo: .zero)
          }
        }
      }
    }

    @Test func `who waits keeps alive what it waits for, and nobody else does`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(50, soak: 5_000) {
          weak var weakEvent: Event?
          weak var weakSemaphore: Semaphore?
          let threads: [PlainThread]
          do {
            let event = Event(name: "it")
            let semaphore = try Semaphore(permits: 0)
            (weakEvent, weakSemaphore) = (event, semaphore)
            threads = [PlainThread { event.wait() }, PlainThread { semaphore.acquire() }]
          }
          #expect(eventually { weakEvent?.waiting == 1 && weakSemaphore?.waiting == 1 })
          weakEvent?.set()
          weakSemaphore?.release()
          for thread in threads { thread.join() }
          #expect(weakEvent == nil && weakSemaphore == nil)
        }
      }
    }

    /// Both let go of it at about the same moment: the one who wakes the other may be the last to touch it.
    @Test(.tags(.stress)) func `who was let go on may be the last owner`() async throws {
      try await onThread(deadline: .seconds(110)) {
        for round in 0..<Load.scaled(1_000, soak: 100_000) {
          let name = round % 2 == 0 ? "it" : nil
          let thread: PlainThread
          do {
            let (box, event) = (LockBox(name: name), Event(name: name))
            let (semaphore, latch) = (try Semaphore(permits: 0), try Latch(count: 1, name: name))
            let (lock, barrier) = (ReadWriteLock(name: name), try Barrier(parties: 2, name: name))
            let condition = ConditionBox(name: name)
            box.acquire()
            lock.acquireWrite()
            thread = PlainThread {
              box.acquire()
              event.wait()
              lock.acquireRead()
              semaphore.acquire()
              latch.wait()
              _ = condition.lock.withLock {
                try? condition.changed.wait(
                  for: { condition.tokens > 0 },
                  releasing: condition.lock
                )
              }
              _ = try? barrier.wait()
            }
            try box.release()
            event.set()
            try lock.releaseWrite()
            semaphore.release()
            try latch.countDown()
            condition.give()
            try barrier.wait()
          }
          thread.join()
        }
      }
    }

    @Test func `a suspended task keeps alive what it waits for`() async throws {
      for _ in 0..<Load.scaled(100, soak: 10_000) {
        weak var weakEvent: Event?
        let task: Task<Void, any Error>
        do {
          let event = Event()
          weakEvent = event
          task = Task.detached { try await event.wait() }
        }
        #expect(eventually { weakEvent?.waiting == 1 })
        weakEvent?.set()
        try await task.value
        #expect(eventually { weakEvent == nil })
      }
    }
  }
}
