// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// What the lane of a worker shows while it waits.
  @Suite struct BlockedLaneTests {
    @Test(arguments: SyncSubject.all)
    func `a lane shows for what its worker waits, and for locks how long`(subject: SyncSubject)
      async throws
    {
      try await onThread {
        let parts = try subject.make()
        let thread = WorkerThread<Void, any Error>(name: "waiter") {
          (context: borrowing WorkContext) throws in
          try parts.wait(context)
          try context.sleep(for: .seconds(600))
        }
        try thread.start()
        #expect(eventually { thread.snapshot().state == .blocked })
        let lane = thread.snapshot()
        #expect(lane.blockedOn == "\(subject.kind.word) \"it\"")
        #expect(lane.lockWait == .zero)
        pauseThread(.milliseconds(30))
        let age = thread.snapshot().stateAge ?? .zero
        #expect(age >= .milliseconds(18), "\(age)")
        let waiter = parts.snapshot()?.waiters.first
        #expect(waiter?.name == "waiter")
        #expect((waiter?.since ?? .zero) >= .milliseconds(18))
        parts.release()
        #expect(eventually { thread.snapshot().state == .waiting })
        let later = thread.snapshot()
        #expect(later.blockedOn == nil)
        let isLock = [.lock, .recursiveLock, .readWriteLock].contains(subject.kind)
        #expect(later.blocked >= .milliseconds(18))
        #expect(isLock ? later.lockWait >= .milliseconds(18) : later.lockWait == .zero)
        thread.cancel()
        _ = try? thread.join()
      }
    }

    @Test func `a wait in a callback does not wake up a lane that has finished`() async throws {
      try await onThread {
        let box = LockBox(name: "held")
        box.acquire()
        let thread = WorkerThread(name: "ended") {}
        thread.future.onCompletion { _ in
          box.acquire()
          try? box.release()
        }
        try thread.start()
        #expect(eventually { box.snapshot()?.waiters.count == 1 })
        #expect(thread.snapshot().state == .finished)
        try box.release()
        _ = try thread.join()
        #expect(thread.snapshot().state == .finished)
      }
    }

    @Test func `a wait inside another one goes back to that`() async throws {
      try await onThread {
        let box = LockBox(name: "inner")
        box.acquire()
        let (isBack, go) = (Gate(), Gate())
        let thread = WorkerThread<Void, Never>(name: "nested") { (context: borrowing WorkContext) in
          context.waiting(for: "disk") {
            box.acquire()
            try? box.release()
            isBack.open()
            go.wait()
          }
        }
        try thread.start()
        #expect(eventually { thread.snapshot().blockedOn == "lock \"inner\"" })
        try box.release()
        isBack.wait()
        #expect(thread.snapshot().state == .blocked)
        #expect(thread.snapshot().blockedOn == "io \"disk\"")
        go.open()
        _ = try thread.join()
        let lane = thread.snapshot()
        #expect(lane.blocked >= lane.lockWait && lane.lockWait > .zero)
      }
    }

    @Test func `a sleep within I/O goes back to that, and all but the sleep is blocked time`()
      async throws
    {
      try await onThread {
        let (slept, go) = (Gate(), Gate())
        let thread = WorkerThread<Void, Never>(name: "reader") { (context: borrowing WorkContext) in
          context.waiting(for: "disk") {
            pauseThread(.milliseconds(20))
            try? context.sleep(for: .milliseconds(30))
            slept.open()
            go.wait()
          }
        }
        try thread.start()
        slept.wait()
        #expect(thread.snapshot().state == .blocked)
        #expect(thread.snapshot().blockedOn == "io \"disk\"")
        pauseThread(.milliseconds(20))
        go.open()
        _ = try thread.join()
        let lane = thread.snapshot()
        #expect(lane.blocked >= .milliseconds(36), "\(lane.blocked)")
        #expect(lane.busy - lane.blocked >= .milliseconds(28), "\(lane.busy) \(lane.blocked)")
        #expect(lane.lockWait == .zero)
      }
    }

    @Test func `a wait for something without a name is not shown`() async throws {
      try await onThread {
        let box = LockBox()
        box.acquire()
        let isThere = Gate()
        let thread = WorkerThread(name: "waiter") {
          isThere.open()
          box.acquire()
          try? box.release()
        }
        try thread.start()
        isThere.wait()
        pauseThread(.milliseconds(20))
        #expect(thread.snapshot().state == .running)
        #expect(thread.snapshot().blockedOn == nil)
        try box.release()
        _ = try thread.join()
        #expect(box.snapshot() == nil)
      }
    }
  }
}
