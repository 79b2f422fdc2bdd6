// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Those who wait until everything is done.
  @Suite struct WorkQueueJoinTests {
    @Test(.tags(.stress)) func `whoever joins goes on, however it waits`() async throws {
      try await onThread {
        for round in 0..<Load.scaled(500, soak: 50_000) {
          let (queue, joined) = (try WorkQueue<Int>(), Tally())
          let count = 2 + round % 5
          for number in 0..<count { try queue.put(number) }
          Task {
            try await queue.join()
            joined.add()
          }
          Task {
            while try await !queue.join(upTo: .microseconds(round % 90)) {}
            joined.add()
          }
          let leaver = Task { try await queue.join() }
          let isRight = concurrently(5) { thread -> Bool in
            switch thread {
            case 0: for _ in 0..<count - 1 { try? queue.next().finish() }
            case 1:
              if round % 2 == 0 { pauseThread(.microseconds(round % 50)) }
              if round % 3 == 0 { queue.close(immediately: true) }
              if let lease = try? queue.next(upTo: .seconds(1)) { lease.finish() }
            case 2: queue.join()
            case 3: while (try? queue.join(upTo: .microseconds(round % 70))) == false {}
            default:
              leaver.cancel()
              return true
            }
            if thread > 1 { joined.add() }
            return thread <= 1 || queue.unfinished == 0
          }
          #expect(isRight == [true, true, true, true, true], "round \(round)")
          joined.wait(for: 4)
          #expect(try queue.join(upTo: .zero))
        }
      }
    }

    @Test func `a join waits for what is put meanwhile`() async throws {
      try await onThread {
        let (queue, joined) = (try WorkQueue<Int>(), Gate())
        try queue.put(0)
        let joiner = PlainThread {
          queue.join()
          joined.open()
        }
        for number in 1..<100 {
          try queue.put(number)
          try queue.next().finish()
          #expect(!joined.isOpen)
        }
        try queue.next().finish()
        joiner.join()
        #expect(joined.isOpen && queue.unfinished == 0)
      }
    }

    @Test(.tags(.stress)) func `done is never more than put`() async throws {
      try await onThread {
        let queue = try WorkQueue<Int>()
        let count = Load.scaled(5_000, soak: 500_000)
        // Three report each item, and two of three are told that it was too often.
        for _ in 0..<count { try queue.put(0) }
        let accepted = concurrently(3) { _ in
          (0..<count).count { _ in (try? queue.taskDone()) != nil }
        }
        #expect(accepted.reduce(0, +) == count && queue.unfinished == 0)
        queue.join()
      }
    }
  }
}
