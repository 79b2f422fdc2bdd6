// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct BarrierTests {
    @Test(arguments: [0, -1, .min])
    func `a barrier for nobody is refused`(parties: Int) {
      let error = SyncError.outOfRange(
        "the parties of a barrier",
        got: parties,
        allowed: "1 or more"
      )
      #expect(throws: error) { try Barrier(parties: parties) }
    }

    @Test func `one alone passes`() async throws {
      try await onThread {
        let acted = Tally()
        let barrier = try Barrier(parties: 1) { acted.add() }
        for passed in 1...5 {
          #expect(try barrier.wait() == 0)
          #expect(try barrier.wait(upTo: .zero) == 0)
          #expect(acted.value == 2 * passed)
        }
        #expect(!barrier.isBroken && barrier.waiting == 0)
      }
    }

    @Test(.tags(.stress), arguments: [10, 1_000])
    func `five meet again and again in lock-step`(passes: Int) async throws {
      try await onThread(deadline: .seconds(110)) {
        let passes = passes == 10 ? 10 : Load.scaled(1_000, soak: 100_000)
        let barrier = try Barrier(parties: 5)
        let stages = (0..<passes).map { _ in Tally() }
        let faults = concurrently(5) { _ -> Int in
          var faults = 0
          for pass in 0..<passes {
            stages[pass].add()
            if (try? barrier.wait()) == nil { faults += 1 }
            if stages[pass].value != 5 { faults += 1 }
            if pass + 1 < passes, stages[pass + 1].value > 5 { faults += 1 }
            // Nobody can be two passes ahead.
            if pass + 2 < passes, stages[pass + 2].value != 0 { faults += 1 }
          }
          return faults
        }
        #expect(faults == [0, 0, 0, 0, 0])
        #expect(!barrier.isBroken && barrier.waiting == 0)
      }
    }

    @Test(.tags(.stress))
    func `each place is given once, and the action runs before anybody goes on`()
      async throws
    {
      try await onThread(deadline: .seconds(110)) {
        let passes = Load.scaled(2_000, soak: 1_000_000)
        let acted = Tally()
        let barrier = try Barrier(parties: 3) { acted.add() }
        let places = concurrently(3) { _ -> [Int] in
          (0..<passes).map { pass in
            let place = (try? barrier.wait()) ?? -1
            // Those who go on later may see the next one, too.
            return (pass + 1...pass + 2).contains(acted.value) ? place : -2
          }
        }
        for pass in 0..<passes {
          let given = places.map { $0[pass] }.sorted()
          if given != [0, 1, 2] { Issue.record("\(given) in pass \(pass)") }
        }
        #expect(acted.value == passes)
      }
    }

    @Test func `one of two who wait knows how many are there`() async throws {
      try await onThread {
        let barrier = try Barrier(parties: 3)
        let threads = (0..<2).map { _ in PlainThread { _ = try? barrier.wait() } }
        #expect(eventually { barrier.waiting == 2 })
        #expect(try barrier.wait() == 2)
        #expect(barrier.waiting == 0)
        for thread in threads { thread.join() }
      }
    }

    @Test(.tags(.stress)) func `more threads than parties meet in groups`() async throws {
      try await onThread(deadline: .seconds(110)) {
        let passes = Load.scaled(2_000, soak: 1_000_000)
        let acted = Tally()
        let barrier = try Barrier(parties: 2) { acted.add() }
        // An even number of arrivals in all; nobody is left over before the end.
        let arrivals = Tally()
        let places = concurrently(4) { _ -> [Int] in
          var places: [Int] = []
          while arrivals.add() <= 2 * passes { places.append((try? barrier.wait()) ?? -1) }
          return places
        }
        let all = places.flatMap { $0 }
        #expect(all.count { $0 == 0 } == passes)
        #expect(all.count { $0 == 1 } == passes)
        #expect(acted.value == passes)
        #expect(barrier.waiting == 0 && !barrier.isBroken)
      }
    }
  }
}
