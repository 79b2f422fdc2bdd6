// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  @Suite struct WaitCycleTests {
    private static func thread(_ id: Int32) -> SyncThread {
      SyncThread(id: id, name: "thread-\(id)", since: .seconds(1))
    }

    /// A lock with its holder, and those who wait for it.
    private static func lock(_ name: String, _ holder: Int32?, _ waiters: Int32...) -> SyncSnapshot
    {
      SyncSnapshot(
        kind: .lock,
        name: name,
        holder: holder.map { thread($0) },
        holders: holder == nil ? 0 : 1,
        waiters: waiters.map { thread($0) }
      )
    }

    private static func threads(_ cycles: [WaitCycle]) -> [[Int32]] {
      cycles.map { $0.links.map(\.thread.id) }.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
    }

    @Test func `where nobody waits for each other there is none`() {
      #expect(WaitCycle.find(in: []) == [])
      #expect(WaitCycle.find(in: [Self.lock("a", nil), Self.lock("b", 1)]) == [])
      #expect(WaitCycle.find(in: [Self.lock("a", 1, 2, 3, 4)]) == [])
      let chain = [Self.lock("a", 1, 2), Self.lock("b", 2, 3), Self.lock("c", 3, 4, 5)]
      #expect(WaitCycle.find(in: chain) == [])
      // Nobody holds it: whoever waits is about to be let go.
      #expect(WaitCycle.find(in: [Self.lock("a", nil, 1), Self.lock("b", 1, 2)]) == [])
    }

    @Test func `two that wait for each other`() {
      let cycles = WaitCycle.find(in: [Self.lock("a", 7, 3), Self.lock("b", 3, 7)])
      let expected = WaitCycle(links: [
        .init(thread: Self.thread(3), waitsFor: "lock \"a\""),
        .init(thread: Self.thread(7), waitsFor: "lock \"b\""),
      ])
      #expect(cycles == [expected])
    }

    @Test func `five round a table, however they are listed`() {
      var random = SeededRandom(seed: 11)
      let table = (0..<5).map { Self.lock("fork \($0)", Int32($0) + 10, Int32(($0 + 4) % 5) + 10) }
      for _ in 0..<50 {
        let cycles = WaitCycle.find(in: table.shuffled(using: &random))
        #expect(Self.threads(cycles) == [[10, 11, 12, 13, 14]])
        let waits = cycles.first?.links.map(\.waitsFor)
        #expect(waits == [1, 2, 3, 4, 0].map { "lock \"fork \($0)\"" })
      }
    }

    @Test func `a chain that leads into a cycle is no part of it`() {
      // 1 → 2 → 3 → 4 → 3, and 5 → 3.
      let primitives = [
        Self.lock("a", 2, 1), Self.lock("b", 3, 2, 5, 4), Self.lock("c", 4, 3),
      ]
      #expect(Self.threads(WaitCycle.find(in: primitives)) == [[3, 4]])
      // The same where the chain has the higher numbers.
      let mirrored = [
        Self.lock("a", 8, 9), Self.lock("b", 7, 8, 6), Self.lock("c", 6, 7),
      ]
      #expect(Self.threads(WaitCycle.find(in: mirrored)) == [[6, 7]])
    }

    @Test func `two cycles are found once each`() {
      let primitives = [
        Self.lock("a", 1, 2, 9), Self.lock("b", 2, 1), Self.lock("c", 4, 3, 8),
        Self.lock("d", 5, 4), Self.lock("e", 3, 5),
      ]
      #expect(Self.threads(WaitCycle.find(in: primitives)) == [[1, 2], [3, 4, 5]])
    }

    @Test func `who waits for itself is a cycle of one`() {
      #expect(Self.threads(WaitCycle.find(in: [Self.lock("a", 1, 1, 2)])) == [[1]])
    }

    @Test func `long chains and long rings are no trouble`() {
      let count: Int32 = 10_000
      let chain = (1..<count).map { Self.lock("\($0)", $0 + 1, $0) }
      #expect(WaitCycle.find(in: chain) == [])
      let ring = chain + [Self.lock("last", 1, count)]
      #expect(Self.threads(WaitCycle.find(in: ring)) == [Array(1...count)])
    }

    @Test func `of real locks that block each other it is found`() async throws {
      try await onThread {
        let boxes = [LockBox(name: "left"), LockBox(name: "right")]
        let taken = Tally()
        let threads = (0..<2).map { number in
          WorkerThread<Void, any Error>(name: "worker-\(number)") {
            (context: borrowing WorkContext) throws in
            boxes[number].acquire()
            defer { try? boxes[number].release() }
            taken.add()
            taken.wait(for: 2)
            try boxes[1 - number].acquire(in: context)
          }
        }
        for thread in threads { try thread.start() }
        let find = { WaitCycle.find(in: boxes.compactMap { $0.snapshot() }) }
        #expect(eventually { find().count == 1 })
        let links = find().first?.links ?? []
        #expect(Set(links.map(\.thread.name)) == ["worker-0", "worker-1"])
        #expect(Set(links.map(\.waitsFor)) == ["lock \"left\"", "lock \"right\""])
        for link in links {
          #expect(
            link.waitsFor == (link.thread.name == "worker-0" ? "lock \"right\"" : "lock \"left\"")
          )
        }
        // One of them gives way; the other may go on, and hold both.
        threads[0].cancel()
        try? threads[0].join()
        try threads[1].join()
        #expect(find() == [])
      }
    }
  }
}
