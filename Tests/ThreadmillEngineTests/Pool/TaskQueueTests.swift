// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct TaskQueueTests {
    @Test func `first in, first out, across every growth`() {
      var queue = TaskQueue<Int>()
      var next = 0
      for item in 0..<10_000 {
        queue.append(item)
        guard item % 3 == 0 else { continue }
        let popped = queue.popFirst()
        #expect(popped == next)
        next += 1
      }
      while let popped = queue.popFirst() {
        #expect(popped == next)
        next += 1
      }
      #expect(next == 10_000)
      #expect(queue.count == 0)
    }

    @Test func `cancelled items are swept out once they are the majority`() {
      var queue = TaskQueue<Int>()
      for item in 0..<10_000 { queue.append(item) }
      for cancelled in 0..<9_000 { queue.noteHollow { $0 <= cancelled } }
      #expect(queue.count < 2_500, "the memory of cancelled tasks is given back")
      #expect(queue.count - queue.hollow == 1_000)
      var rest: [Int] = []
      while let item = queue.popFirst() {
        if item < 9_000 { queue.notePoppedHollow() } else { rest.append(item) }
      }
      #expect(rest == Array(9_000..<10_000))
      #expect(queue.hollow == 0)
    }

    @Test func `the queue keeps nothing that was taken`() {
      let deaths = Tally()
      var queue = TaskQueue<Canary>()
      for _ in 0..<100 { queue.append(Canary(deaths)) }
      for _ in 0..<40 { _ = queue.popFirst() }
      #expect(deaths.value == 40)
      queue = TaskQueue()
      #expect(deaths.value == 100)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `any sequence of operations agrees with a plain array`(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      var queue = TaskQueue<Int>()
      var model: [Int] = []
      var hollow: Set<Int> = []
      let churn = 20 + random.below(60)
      for item in 0..<Load.scaled(3_000, soak: 10_000) {
        if random.chance(churn) {
          queue.append(item)
          model.append(item)
        } else if random.chance(30), let victim = model.randomElement(using: &random) {
          if hollow.insert(victim).inserted {
            queue.noteHollow { hollow.contains($0) }
          }
        } else {
          // A hollow item may have been swept out or may still be met.
          var popped = queue.popFirst()
          while let item = popped, hollow.contains(item) {
            queue.notePoppedHollow()
            popped = queue.popFirst()
          }
          model.removeAll { hollow.contains($0) }
          #expect(popped == model.first)
          model = Array(model.dropFirst())
        }
        #expect(queue.hollow >= 0 && queue.hollow <= queue.count)
        guard item % 100 == 0 else { continue }
        #expect(queue.items.count { !hollow.contains($0) } == queue.count - queue.hollow)
      }
      #expect(queue.items.filter { !hollow.contains($0) } == model.filter { !hollow.contains($0) })
    }
  }
}
