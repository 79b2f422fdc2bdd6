// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct ConditionNotifyTests {
    /// Threads that wait once each, and how many of them are awake.
    private struct Sleepers {
      let awake = Tally()
      let threads: [PlainThread]

      init(_ count: Int, on box: ConditionBox) {
        threads = (0..<count).map { [awake] _ in
          PlainThread {
            box.lock.withLock { try? box.changed.wait(releasing: box.lock) }
            awake.add()
          }
        }
      }
    }

    @Test func `notify wakes exactly as many as it says`() async throws {
      try await onThread {
        let box = ConditionBox()
        let sleepers = Sleepers(5, on: box)
        #expect(eventually { box.waiting == 5 })
        for count in [0, -1, .min] {
          box.notify(count)
          #expect(box.waiting == 5)
        }
        box.notify(3)
        #expect(box.waiting == 2)
        #expect(eventually { sleepers.awake.value == 3 })
        pauseThread(.milliseconds(20))
        #expect(sleepers.awake.value == 3)
        box.notify(5)
        for thread in sleepers.threads { thread.join() }
        #expect(sleepers.awake.value == 5 && box.waiting == 0)
        let more = Sleepers(3, on: box)
        #expect(eventually { box.waiting == 3 })
        box.notifyAll()
        for thread in more.threads { thread.join() }
        #expect(more.awake.value == 3)
      }
    }

    @Test func `a notification is not kept for those who come later`() async throws {
      try await onThread {
        let box = ConditionBox()
        box.notify(7)
        box.notifyAll()
        box.lock.acquire()
        #expect(try !box.changed.wait(releasing: box.lock, upTo: .milliseconds(20)))
        try box.lock.release()
        #expect(box.isFree)
      }
    }

    @Test func `those who have waited longest are notified first`() async throws {
      try await onThread {
        let box = ConditionBox()
        let order = Monitor<[Int]>([])
        var threads: [PlainThread] = []
        for number in 0..<5 {
          threads.append(
            PlainThread {
              box.lock.withLock { try? box.changed.wait(releasing: box.lock) }
              order.withLock { $0.append(number) }
            }
          )
          #expect(eventually { box.waiting == number + 1 })
        }
        for number in 0..<5 {
          box.notify()
          #expect(eventually { order.withLock { $0.count } == number + 1 })
        }
        for thread in threads { thread.join() }
        #expect(order.withLock { $0 } == Array(0..<5))
      }
    }

    @Test(arguments: [nil, "door"])
    func `who waits without the lock is told so`(name: String?) async throws {
      try await onThread {
        let box = ConditionBox(lockName: name)
        let error = SyncError.notHeld(name.map { "lock \"\($0)\"" } ?? "the lock")
        #expect(throws: error) { try box.changed.wait(releasing: box.lock) }
        #expect(throws: error) { try box.changed.wait(releasing: box.lock, upTo: .zero) }
        #expect(throws: error) {
          try box.changed.wait(for: { true }, releasing: box.lock, upTo: .zero)
        }
        #expect(box.waiting == 0)
        // Notifying without it is allowed.
        box.notify()
        #expect(box.isFree)
      }
    }

    @Test func `a named lock tells who waits under the lock of another`() async throws {
      try await onThread {
        let box = ConditionBox(lockName: "door")
        box.lock.acquire()
        let errors = concurrently(1) { _ -> [SyncError?] in
          let waits: [() throws -> Void] = [
            { try box.changed.wait(releasing: box.lock) },
            { _ = try box.changed.wait(for: { true }, releasing: box.lock) },
          ]
          return waits.map { wait in
            do {
              try wait()
              return nil
            } catch {
              return error as? SyncError
            }
          }
        }
        #expect(errors == [[.heldByAnother("lock \"door\""), .heldByAnother("lock \"door\"")]])
        #expect(!box.isFree)
        try box.lock.release()
      }
    }

    @Test func `a predicate is asked at once and after each notification`() async throws {
      try await onThread {
        let box = ConditionBox()
        let asked = Tally()
        let end = Monitor<Bool?>(nil)
        let waiter = PlainThread {
          let isTrue = box.lock.withLock {
            try? box.changed.wait(
              for: {
                asked.add()
                return box.tokens >= 3
              },
              releasing: box.lock
            )
          }
          end.withLock { $0 = isTrue }
        }
        for tokens in 1...3 {
          #expect(eventually { box.waiting == 1 })
          #expect(asked.value == tokens)
          box.give()
        }
        waiter.join()
        #expect(end.withLock { $0 } == true)
        #expect(asked.value == 4)
        #expect(box.isFree)
      }
    }

    @Test func `a predicate's limit is one for all its waits`() async throws {
      try await onThread {
        let box = ConditionBox()
        let isOver = Gate()
        let nuisance = PlainThread {
          while !isOver.isOpen {
            box.notifyAll()
            pauseThread(.milliseconds(2))
          }
        }
        let limit = Duration.milliseconds(100)
        let begin = MonotonicClock.now
        let isTrue = try box.lock.withLock {
          try box.changed.wait(for: { false }, releasing: box.lock, upTo: limit)
        }
        let took = MonotonicClock.now - begin
        isOver.open()
        nuisance.join()
        #expect(!isTrue)
        #expect(isNear(took, limit), "\(took)")
        let last = try box.lock.withLock {
          try box.changed.wait(for: { true }, releasing: box.lock, upTo: .zero)
        }
        #expect(last)
        #expect(box.isFree)
      }
    }
  }
}
