// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// No wake is lost, whoever waits: in each round all are asleep, or about to be, and just so many must
  /// come as there is something for; nobody helps later.
  @Suite struct WorkQueueWakeTests {
    /// Consumers, or producers, that go on until the queue is closed.
    struct Crowd: CustomTestStringConvertible {
      let threads: Int
      let tasks: Int
      let limited: Int

      static let all = [
        Crowd(threads: 1, tasks: 0, limited: 0), Crowd(threads: 4, tasks: 0, limited: 0),
        Crowd(threads: 0, tasks: 4, limited: 0), Crowd(threads: 3, tasks: 3, limited: 0),
        Crowd(threads: 1, tasks: 0, limited: 3), Crowd(threads: 2, tasks: 2, limited: 2),
      ]

      var testDescription: String {
        "\(threads) threads, \(tasks) tasks, \(limited) that always give up"
      }
    }

    @Test(.tags(.stress), arguments: Crowd.all)
    func `each of several items wakes somebody`(crowd: Crowd) async throws {
      try await onThread {
        let (queue, taken, ended) = (try WorkQueue<Int>(), Tally(), Tally())
        let threads = (0..<crowd.threads).map { number in
          PlainThread {
            while true {
              if number % 2 == 0 {
                guard (try? queue.get()) != nil else { return }
                taken.add()
              } else {
                guard let some = try? queue.get(atMost: 2) else { return }
                taken.add(some.count)
              }
            }
          }
        }
        let limited = (0..<crowd.limited).map { number in
          PlainThread {
            var random = SeededRandom(seed: UInt64(number))
            while !queue.isClosed {
              let limit = Duration.microseconds(random.below(60))
              if let item = try? queue.get(upTo: limit), item == 0 { taken.add() }
            }
          }
        }
        for _ in 0..<crowd.tasks {
          Task {
            while (try? await queue.get()) != nil { taken.add() }
            ended.add()
          }
        }
        var random = SeededRandom(seed: 7)
        var put = 0
        for _ in 0..<Load.scaled(2_000, soak: 200_000) {
          let count = 1 + random.below(6)
          for _ in 0..<count { #expect(try queue.tryPut(0)) }
          put += count
          taken.wait(for: put)
          // Now and then long enough for all to sleep.
          if random.chance(50) { pauseThread(.microseconds(random.below(60))) }
        }
        queue.close()
        for thread in threads + limited { thread.join() }
        ended.wait(for: crowd.tasks)
        #expect(taken.value == put && queue.snapshot().gets == UInt64(put))
      }
    }

    @Test(.tags(.stress), arguments: Crowd.all)
    func `each of several places wakes somebody`(crowd: Crowd) async throws {
      try await onThread {
        let (queue, ended) = (try WorkQueue<Int>(limit: 6), Tally())
        let threads = (0..<crowd.threads).map { _ in
          PlainThread { while (try? queue.put(0)) != nil {} }
        }
        let limited = (0..<crowd.limited).map { number in
          PlainThread {
            var random = SeededRandom(seed: UInt64(number))
            while !queue.isClosed { _ = try? queue.put(0, upTo: .microseconds(random.below(60))) }
          }
        }
        for _ in 0..<crowd.tasks {
          Task {
            while (try? await queue.put(0)) != nil {}
            ended.add()
          }
        }
        var random = SeededRandom(seed: 8)
        var limit = 6
        for round in 0..<Load.scaled(2_000, soak: 200_000) {
          switch random.below(3) {
          case 0: for _ in 0...random.below(6) { _ = try queue.tryGet() }
          case 1: _ = try queue.get(atMost: 1 + random.below(6))
          default:
            limit = 2 + random.below(9)
            try queue.setLimit(limit)
          }
          // The others do not put what nobody takes, so it is full again before long.
          let isFull = eventually { queue.depth >= limit }
          #expect(isFull, "round \(round): \(queue.snapshot())")
          guard isFull else { break }
          if random.chance(50) { pauseThread(.microseconds(random.below(60))) }
        }
        queue.close()
        for thread in threads + limited { thread.join() }
        ended.wait(for: crowd.tasks)
        let now = queue.snapshot()
        #expect(now.puts - now.gets == UInt64(now.depth) && now.waitingProducers == 0)
      }
    }

    /// Each comes once and never again: a place or an item that wakes nobody stays as it is.
    @Test(.tags(.stress), arguments: [(6, 0), (0, 6), (3, 3), (1, 5), (5, 1)])
    func `those who come once are all served`(threads: Int, tasks: Int) async throws {
      try await onThread {
        let rounds = Load.scaled(300, soak: 30_000)
        var random = SeededRandom(seed: 9)
        for round in 0..<rounds {
          let (queue, put) = (try WorkQueue<Int>(limit: 6), Tally())
          for number in 0..<6 { try queue.put(number) }
          let producers = (0..<threads).map { number in
            PlainThread {
              try? queue.put(number)
              put.add()
            }
          }
          for number in 0..<tasks {
            Task {
              try await queue.put(number)
              put.add()
            }
          }
          if round % 4 != 0 { #expect(queue.hasWaitingProducers(6)) }
          let room = 1 + random.below(6)
          switch round % 3 {
          case 0: _ = try queue.get(atMost: room)
          case 1: for _ in 0..<room { _ = try queue.get() }
          default: try queue.setLimit(6 + room)
          }
          let isServed = eventually { put.value == room }
          #expect(isServed, "round \(round): \(put.value) of \(room), \(queue.snapshot())")
          try queue.setLimit(nil)
          #expect(eventually { put.value == 6 })
          for producer in producers { producer.join() }
          guard isServed else { return }
        }
      }
    }

    /// All wait on both sides of the smallest queues, and each passes on what it gets.
    @Test(.tags(.stress), arguments: [1, 2, 7])
    func `a ring of queues never stands still`(limit: Int) async throws {
      try await onThread {
        let queues = try (0..<6).map { _ in try WorkQueue<Int>(limit: limit) }
        let (turns, ended) = (Load.scaled(1_000, soak: 200_000), Tally())
        let threads = (0..<6).filter { $0 % 2 == 0 }.map { place in
          PlainThread {
            while let number = try? queues[place].get() {
              if number > 0 { try? queues[(place + 1) % 6].put(number - 1) } else { ended.add() }
            }
          }
        }
        for place in [1, 3, 5] {
          Task {
            while let number = try? await queues[place].get() {
              if number > 0 {
                try await queues[(place + 1) % 6].put(number - 1)
              } else {
                ended.add()
              }
            }
          }
        }
        // No more than there is room for, or all could wait for room at once.
        for place in 0..<6 { try queues[place].put(6 * turns + place) }
        ended.wait(for: 6)
        for queue in queues { queue.close() }
        for thread in threads { thread.join() }
        #expect(queues.map { $0.snapshot().depth } == [0, 0, 0, 0, 0, 0])
      }
    }
  }
}
