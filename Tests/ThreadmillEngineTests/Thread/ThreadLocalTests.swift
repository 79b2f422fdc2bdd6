// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Rows 108 to 111 of the scenarios.
  @Suite struct ThreadLocalTests {
    @Test func `what one thread sets no other one sees`() async throws {
      try await onThread {
        let local = ThreadLocal<Int>()
        local.value = 7
        let seen = concurrently(4) { number -> [Int?] in
          let before = local.value
          local.value = number
          return [before, local.value]
        }
        #expect(seen == (0..<4).map { [nil, $0] })
        #expect(local.value == 7)
        local.value = nil
        #expect(local.value == nil)
      }
    }

    @Test func `an initial value is made once for each thread that asks`() async throws {
      try await onThread {
        let made = Tally()
        let local = ThreadLocal { made.add() }
        let seen = concurrently(5) { _ in [local.value, local.value, local.value] }
        #expect(made.value == 5)
        #expect(Set(seen.map { $0.compactMap { $0 } }.flatMap(Set.init)) == [1, 2, 3, 4, 5])
        #expect(seen.allSatisfy { Set($0).count == 1 })
      }
    }

    @Test func `a value for the time being gives way to the one before, also after an error`()
      async throws
    {
      try await onThread {
        let local = ThreadLocal<String>()
        local.withValue("outer") {
          #expect(throws: Mishap.self) {
            try local.withValue("inner") { () throws(Mishap) in
              #expect(local.value == "inner")
              throw Mishap()
            }
          }
          #expect(local.value == "outer")
        }
        #expect(local.value == nil)
      }
    }

    @Test(arguments: [20, 50, 100])
    func `values are freed when their threads end`(threads: Int) async throws {
      try await onThread {
        let (deaths, ends) = (Tally(), Tally())
        let local = ThreadLocal<Canary>(destructor: { _ in ends.add() })
        _ = concurrently(threads) { _ in local.value = Canary(deaths) }
        #expect(ends.value == threads && deaths.value == threads)
        #expect(local.value == nil)
      }
    }

    @Test func `values are freed when the variable goes while threads run`() async throws {
      try await onThread {
        let (deaths, ends, set, go) = (Tally(), Tally(), Tally(), Gate())
        var local: ThreadLocal<Canary>? = ThreadLocal(destructor: { _ in ends.add() })
        let shared = Guarded(local)
        let threads = (0..<8).map { _ in
          PlainThread {
            shared.withLock { $0 }?.value = Canary(deaths)
            set.add()
            go.wait()
          }
        }
        set.wait(for: 8)
        #expect(deaths.value == 0)
        shared.withLock { $0 = nil }
        local = nil
        #expect(deaths.value == 8 && ends.value == 8)
        go.open()
        for thread in threads { thread.join() }
        #expect(ends.value == 8)
        #expect(local == nil)
      }
    }

    @Test(.tags(.stress)) func `a thread and a variable that end at once free a value once`()
      async throws
    {
      try await onThread {
        let (deaths, ends) = (Tally(), Tally())
        let rounds = Load.scaled(2_000, soak: 200_000)
        for _ in 0..<rounds {
          let shared = Guarded<ThreadLocal<Canary>?>(ThreadLocal(destructor: { _ in ends.add() }))
          let isSet = Gate()
          let thread = PlainThread {
            shared.withLock { $0 }?.value = Canary(deaths)
            isSet.open()
          }
          isSet.wait()
          shared.withLock { $0 = nil }
          thread.join()
        }
        #expect(deaths.value == rounds && ends.value == rounds)
      }
    }

    @Test func `a thousand variables are made while a thread that uses them ends`() async throws {
      try await onThread {
        let deaths = Tally()
        let locals = Guarded<[ThreadLocal<Canary>]>([])
        let counts = concurrently(2) { side -> Int in
          for number in 0..<1_000 {
            if side == 0 {
              let local = ThreadLocal<Canary>()
              locals.withLock { $0.append(local) }
              local.value = Canary(deaths)
            } else {
              let thread = PlainThread {
                let some = locals.withLock { $0.suffix(5) }
                for local in some { local.value = Canary(deaths) }
              }
              if number % 10 == 0 { thread.join() } else { thread.join() }
            }
          }
          return locals.withLock { $0.count }
        }
        #expect(counts.max() == 1_000)
        let made = deaths.value
        locals.withLock { $0 = [] }
        #expect(deaths.value == made, "the threads have ended before")
      }
    }

    @Test func `a destructor may use other thread-locals`() async throws {
      try await onThread {
        let log = Guarded<[String]>([])
        let second = ThreadLocal<String>(destructor: { value in log.withLock { $0.append(value) } })
        let first = ThreadLocal<String>(destructor: { value in
          log.withLock { $0.append(value) }
          second.value = "after \(value)"
        })
        PlainThread { first.value = "first" }.join()
        #expect(log.withLock { $0 } == ["first", "after first"])
      }
    }

    @Test func `a join waits for destructors, and gives up at its limit meanwhile`() async throws {
      try await onThread {
        let (began, go) = (Gate(), Gate())
        let local = ThreadLocal<Int>(destructor: { _ in
          began.open()
          go.wait()
        })
        let thread = WorkerThread(name: "late") { local.value = 1 }
        try thread.start()
        began.wait()
        #expect(try thread.join(upTo: .zero) == nil)
        #expect(try thread.join(upTo: .milliseconds(5)) == nil)
        go.open()
        _ = try thread.join()
      }
    }

    @Test func `a destructor may want what whoever drops the thread holds`() async throws {
      try await onThread {
        let lock = Lock()
        let (began, done) = (Gate(), Gate())
        let local = ThreadLocal<Int>(destructor: { _ in
          began.open()
          lock.withLock {}
          done.open()
        })
        var thread: WorkerThread<Void, Never>? = WorkerThread(name: "dropped") { local.value = 1 }
        lock.acquire()
        try thread?.start()
        began.wait()
        thread = nil
        try lock.release()
        done.wait()
      }
    }

    @Test func `a thread may hold itself, and is gone when it ends`() async throws {
      try await onThread {
        let current = ThreadLocal<WorkerThread<Void, Never>>()
        let box = Guarded<WorkerThread<Void, Never>?>(nil)
        for _ in 0..<20 {
          let thread = WorkerThread<Void, Never>(name: "holds-itself") {
            current.value = box.withLock { box in
              defer { box = nil }
              return box
            }
          }
          box.withLock { $0 = thread }
          try thread.start()
        }
        #expect(eventually { ProcessFacts.threadCount(prefix: "holds-itself") == 0 })
      }
    }

    @Test func `workers of a pool keep theirs from task to task`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        let local = ThreadLocal<Int>()
        let seen = try (0..<5).map { number in
          try pool.submit { () -> Int? in
            defer { local.value = number }
            return local.value
          }.wait()
        }
        #expect(seen == [nil, 0, 1, 2, 3])
        pool.shutdown()
      }
    }
  }
}
