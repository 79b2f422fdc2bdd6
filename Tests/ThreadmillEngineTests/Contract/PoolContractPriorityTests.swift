// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractPriorityTests {
    /// One worker, so that the order of starts is that of the queue.
    private static let single: [PoolKind] = [.serial, .threads(1)]

    @Test(arguments: single)
    func `the most urgent starts first, equals in order`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let order = Monitor<[Int]>([])
        pool.pause()
        let levels: [WorkPriority] = [.normal, .low, .high, .normal, .high, .init(rawValue: 9)]
        let futures = levels.enumerated().map { number, priority in
          pool.submit(priority: priority) { order.withLock { $0.append(number) } }
        }
        pool.resume()
        for future in futures { try future.wait() }
        #expect(order.withLock { $0 } == [5, 2, 4, 0, 3, 1])
      }
    }

    @Test(arguments: single)
    func `a queued task may be made more or less urgent`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let order = Monitor<[Int]>([])
        pool.pause()
        let futures = (0..<4).map { number in
          pool.submit { order.withLock { $0.append(number) } }
        }
        #expect(pool.reprioritize(futures[3], to: .high))
        #expect(pool.reprioritize(futures[0], to: .low))
        #expect(pool.reprioritize(futures[1], to: .normal))
        pool.resume()
        for future in futures { try future.wait() }
        #expect(order.withLock { $0 } == [3, 1, 2, 0])
        #expect(!pool.reprioritize(futures[2], to: .high))
      }
    }

    @Test(arguments: PoolKind.all)
    func `a future of elsewhere is not touched`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let other = SerialPool()
        other.pause()
        let stranger = other.submit { 1 }
        #expect(!pool.reprioritize(stranger, to: .high))
        let promise = Promise<Int, Never>()
        #expect(!pool.reprioritize(promise.future, to: .high))
        other.resume()
        let got = try stranger.wait()
        #expect(got == 1)
        other.shutdown()
      }
    }

    @Test(arguments: PoolKind.all)
    func `cancelled and moved tasks are neither run nor lost`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let runs = Tally()
        pool.pause()
        let futures = (0..<Load.scaled(500, soak: 20_000)).map { _ in pool.submit { runs.add() } }
        var random = SeededRandom(seed: 7)
        var cancelled = 0
        for future in futures {
          switch random.below(4) {
          case 0: if future.cancel() { cancelled += 1 }
          case 1: pool.reprioritize(future, to: .init(rawValue: Int8(random.below(5)) - 2))
          default: break
          }
        }
        pool.resume()
        for future in futures { _ = try? future.wait() }
        #expect(runs.value == futures.count - cancelled)
        let counts = pool.snapshot().counts
        #expect(counts.isConserved && Int(counts.cancelled) == cancelled)
      }
    }

    @Test(arguments: PoolKind.all)
    func `one step starts one task of a paused pool`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let runs = Tally()
        pool.pause()
        let futures = (0..<6).map { _ in pool.submit { runs.add() } }
        pool.step()
        runs.wait(for: 1)
        pauseThread(.milliseconds(20))
        #expect(runs.value == 1 && pool.snapshot().isPaused)
        pool.step(2)
        runs.wait(for: 3)
        pool.step(0)
        pool.step(-5)
        pauseThread(.milliseconds(20))
        #expect(runs.value == 3)
        pool.step(.max)
        for future in futures { _ = try future.wait() }
        // What was not used is not kept for tasks to come.
        let late = pool.submit { runs.add() }
        pauseThread(.milliseconds(20))
        #expect(runs.value == 6 && !late.state.isOver)
        pool.resume()
        let got = try late.wait()
        #expect(got == 7)
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `steps start the tasks of a map one by one`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let runs = Tally()
        pool.pause()
        let done = Gate()
        let caller = PlainThread {
          _ = try? pool.map(0..<4, chunkSize: 1) { _ in runs.add() }
          done.open()
        }
        #expect(eventually { pool.snapshot().counts.queued == 4 })
        for step in 1...4 {
          pool.step()
          runs.wait(for: step)
          pauseThread(.milliseconds(5))
          #expect(runs.value == step)
        }
        done.wait()
        caller.join()
        pool.resume()
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `several steps start several tasks of a map`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let runs = Tally()
        pool.pause()
        let caller = PlainThread { _ = try? pool.map(0..<50, chunkSize: 1) { _ in runs.add() } }
        #expect(eventually { pool.snapshot().counts.queued == 50 })
        pool.step(7)
        runs.wait(for: 7)
        pauseThread(.milliseconds(10))
        #expect(runs.value == 7)
        pool.resume()
        caller.join()
        #expect(runs.value == 50)
      }
    }
  }
}
