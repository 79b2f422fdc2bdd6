// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Who goes first at a ``ReadWriteLock``.
  @Suite struct ReadWritePolicyTests {
    /// Threads that come one after another and note in which order they got in; each stays inside until
    /// it is sent out.
    private final class Queue {
      let lock: ReadWriteLock
      let entered = Monitor<[String]>([])
      private var doors: [String: Gate] = [:]
      private var threads: [PlainThread] = []

      init(_ policy: ReadWritePolicy) { lock = ReadWriteLock(policy: policy) }

      /// Lets one come: "r1" reads, "w1" writes.
      func come(_ name: String, upTo limit: Duration = .seconds(600)) {
        let door = Gate()
        doors[name] = door
        let known = lock.waiting + entered.withLock { $0.count }
        threads.append(
          PlainThread { [lock, entered] in
            let isReader = name.hasPrefix("r")
            let isIn =
              (try? isReader ? lock.acquireRead(upTo: limit) : lock.acquireWrite(upTo: limit))
              ?? false
            guard isIn else { return }
            entered.withLock { $0.append(name) }
            door.wait()
            try? isReader ? lock.releaseRead() : lock.releaseWrite()
          }
        )
        #expect(eventually { lock.waiting + entered.withLock { $0.count } == known + 1 })
      }

      func leave(_ names: String...) { for name in names { doors[name]?.open() } }

      /// Whether these are those who have got in so far, those who got in together in any order.
      func hasAdmitted(_ groups: [String]...) -> Bool {
        let count = groups.joined().count
        guard eventually({ entered.withLock { $0.count } >= count }) else { return false }
        var rest = entered.withLock { $0 }[...]
        for group in groups {
          guard Set(rest.prefix(group.count)) == Set(group) else { return false }
          rest = rest.dropFirst(group.count)
        }
        return rest.isEmpty
      }

      func end() {
        for door in doors.values { door.open() }
        for thread in threads { thread.join() }
        #expect(lock.readers == 0 && !lock.isWriting && lock.waiting == 0)
      }
    }

    @Test func `fair: everybody in turn, and readers who follow each other together`() async throws
    {
      try await onThread {
        let queue = Queue(.fair)
        queue.come("r1")
        queue.come("w1")
        queue.come("r2")
        queue.come("r3")
        queue.come("w2")
        queue.come("r4")
        // Nobody passes the writer, though readers are inside.
        #expect(!queue.lock.tryAcquireRead())
        #expect(queue.hasAdmitted(["r1"]))
        #expect(queue.lock.waiting == 5)
        queue.leave("r1")
        #expect(queue.hasAdmitted(["r1"], ["w1"]))
        queue.leave("w1")
        #expect(queue.hasAdmitted(["r1"], ["w1"], ["r2", "r3"]))
        #expect(queue.lock.readers == 2 && queue.lock.waiting == 2)
        queue.leave("r2")
        #expect(queue.lock.waiting == 2)
        queue.leave("r3")
        #expect(queue.hasAdmitted(["r1"], ["w1"], ["r2", "r3"], ["w2"]))
        queue.leave("w2")
        #expect(queue.hasAdmitted(["r1"], ["w1"], ["r2", "r3"], ["w2"], ["r4"]))
        queue.end()
      }
    }

    @Test func `writers: no reader passes a writer who waits`() async throws {
      try await onThread {
        let queue = Queue(.writers)
        queue.come("w0")
        queue.come("r1")
        queue.come("w1")
        queue.come("r2")
        queue.come("w2")
        queue.leave("w0")
        #expect(queue.hasAdmitted(["w0"], ["w1"]))
        queue.leave("w1")
        #expect(queue.hasAdmitted(["w0"], ["w1"], ["w2"]))
        queue.leave("w2")
        #expect(queue.hasAdmitted(["w0"], ["w1"], ["w2"], ["r1", "r2"]))
        #expect(queue.lock.tryAcquireRead())
        try queue.lock.releaseRead()
        queue.come("w3")
        #expect(!queue.lock.tryAcquireRead())
        queue.leave("r1", "r2")
        #expect(queue.hasAdmitted(["w0"], ["w1"], ["w2"], ["r1", "r2"], ["w3"]))
        queue.end()
      }
    }

    @Test func `readers: they go in whenever nobody writes`() async throws {
      try await onThread {
        let queue = Queue(.readers)
        queue.come("r1")
        queue.come("w1")
        queue.come("r2")
        #expect(queue.hasAdmitted(["r1"], ["r2"]))
        #expect(queue.lock.tryAcquireRead())
        try queue.lock.releaseRead()
        queue.leave("r1", "r2")
        #expect(queue.hasAdmitted(["r1"], ["r2"], ["w1"]))
        queue.come("w2")
        queue.come("r3")
        queue.come("r4")
        queue.leave("w1")
        #expect(queue.hasAdmitted(["r1"], ["r2"], ["w1"], ["r3", "r4"]))
        queue.leave("r3", "r4")
        #expect(queue.hasAdmitted(["r1"], ["r2"], ["w1"], ["r3", "r4"], ["w2"]))
        queue.end()
      }
    }

    @Test(arguments: [ReadWritePolicy.fair, .writers])
    func `a writer that gives up lets those in who waited only for it`(policy: ReadWritePolicy)
      async throws
    {
      try await onThread {
        let queue = Queue(policy)
        queue.come("r1")
        queue.come("w1", upTo: .milliseconds(200))
        queue.come("r2")
        queue.come("r3")
        #expect(queue.hasAdmitted(["r1"], ["r2", "r3"]))
        #expect(queue.lock.readers == 3 && queue.lock.waiting == 0)
        queue.end()
      }
    }

    @Test func `a writer that gives up lets nobody pass another one`() async throws {
      try await onThread {
        let queue = Queue(.fair)
        queue.come("r1")
        queue.come("w1", upTo: .milliseconds(200))
        queue.come("r2")
        queue.come("w2")
        queue.come("r3")
        #expect(queue.hasAdmitted(["r1"], ["r2"]))
        #expect(queue.lock.waiting == 2)
        queue.leave("r1", "r2")
        #expect(queue.hasAdmitted(["r1"], ["r2"], ["w2"]))
        queue.leave("w2")
        #expect(queue.hasAdmitted(["r1"], ["r2"], ["w2"], ["r3"]))
        queue.end()
      }
    }

    @Test(.tags(.stress), arguments: [ReadWritePolicy.fair, .writers])
    func `writers are served beside readers that never leave all at once`(policy: ReadWritePolicy)
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let lock = ReadWriteLock(policy: policy)
        let isOver = Gate()
        let readers = (0..<3).map { _ in
          PlainThread {
            while !isOver.isOpen {
              lock.withReadLock { for _ in 0..<100 { _ = MonotonicClock.now } }
            }
          }
        }
        for _ in 0..<Load.scaled(500, soak: 50_000) { lock.withWriteLock {} }
        isOver.open()
        for reader in readers { reader.join() }
        #expect(lock.tryAcquireWrite())
      }
    }
  }
}
