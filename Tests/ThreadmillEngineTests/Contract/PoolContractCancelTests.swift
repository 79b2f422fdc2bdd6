// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractCancelTests {
    @Test(arguments: PoolKind.all)
    func `a cancelled task never runs, the others do, in order`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let ran = Monitor<[Int]>([])
        pool.pause()
        let futures = (0..<20).map { number in
          pool.submit { ran.withLock { $0.append(number) } }
        }
        for number in stride(from: 0, to: 20, by: 3) {
          #expect(futures[number].cancel())
          #expect(futures[number].cancel())
          #expect(futures[number].state == .cancelled)
        }
        #expect(pool.snapshot().counts.cancelled == 7)
        #expect(pool.snapshot().counts.queued == 13)
        pool.resume()
        for (number, future) in futures.enumerated() {
          #expect(future.endedOutcome.isSuccess == (number % 3 != 0))
          #expect(future.cancel() == (number % 3 == 0))
        }
        let expected = (0..<20).filter { $0 % 3 != 0 }
        #expect(ran.withLock { $0.sorted() } == expected)
        if kind.workers == 1 { #expect(ran.withLock { $0 } == expected) }
        #expect(pool.snapshot().counts.finished == 13)
      }
    }

    @Test(arguments: PoolKind.all)
    func `10 000 cancelled tasks leave their slots and their memory`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let deaths = Tally()
        pool.pause()
        let futures = (0..<10_000).map { _ in Self.submit(to: pool, keeping: Canary(deaths)) }
        for future in futures.dropLast() { future.cancel() }
        #expect(deaths.value == 9_999)
        #expect(pool.snapshot().counts.queued == 1)
        #expect(pool.snapshot().counts.cancelled == 9_999)
        pool.resume()
        #expect(futures.last?.endedOutcome.isSuccess == true)
      }
    }

    private static func submit(to pool: any ClosurePool, keeping canary: Canary)
      -> Future<Void, Never>
    {
      pool.submit { canary.sing() }
    }

    @Test(.tags(.stress), arguments: PoolKind.all)
    func `start and cancel race, and each task does exactly one of them`(kind: PoolKind)
      async throws
    {
      try await withPool(kind) { pool in
        let count = Load.scaled(10_000, soak: 300_000)
        let ran = Tally()
        let mailbox = Monitor<[Future<Void, Never>]>([])
        let sides = concurrently(2) { side -> Int in
          var cancelled = 0
          if side == 0 {
            for _ in 0..<count {
              let future = pool.submit { _ = ran.add() }
              mailbox.withLock { $0.append(future) }
            }
          } else {
            var seen = 0
            while seen < count {
              let fresh = mailbox.withLock { futures in
                defer { futures = [] }
                return futures
              }
              seen += fresh.count
              cancelled += fresh.reversed().count { $0.cancel() }
            }
          }
          return cancelled
        }
        let isQuiet = eventually { pool.snapshot().counts.ended == count }
        #expect(isQuiet)
        #expect(ran.value + sides[1] == count)
        #expect(pool.snapshot().counts.finished == ran.value)
        #expect(pool.snapshot().counts.cancelled == sides[1])
      }
    }

    @Test(arguments: PoolKind.all)
    func `a batch with a limit keeps what is finished and cancels the rest`(kind: PoolKind)
      async throws
    {
      try await withPool(kind) { pool in
        let finished = (0..<3).map { number in pool.submit { number } }
        for future in finished { _ = try future.wait() }
        pool.pause()
        let held = (0..<5).map { number in pool.submit { number } }
        let batch = asCompleted(finished + held, upTo: .milliseconds(30))
        #expect(batch.map(\.outcome) == [.success(0), .success(1), .success(2)])
        #expect(throws: WaitTimeout.self) { try batch.check() }
        for future in held { #expect(future.cancel()) }
        pool.resume()
        #expect(held.areAll(.cancelled))
        #expect(pool.snapshot().counts.finished == 3)
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a running task cannot be cancelled`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (began, gate) = (Gate(), Gate())
        let future = pool.submit { () -> Int in
          began.open()
          gate.wait()
          return 5
        }
        began.wait()
        #expect(future.state == .running)
        #expect(!future.cancel())
        gate.open()
        #expect(future.endedOutcome == .success(5))
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a task that stops because it is asked to ends as cancelled`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let began = Gate()
        let future = pool.submit { (context: borrowing WorkContext) throws in
          began.open()
          try context.sleep(for: .seconds(3600))
        }
        began.wait()
        _ = pool.shutdown(.cancel)
        #expect(future.state == .cancelled)
        #expect(future.cancel(), "cancel() tells that it is cancelled")
        #expect(pool.snapshot().counts.cancelled == 1)
      }
    }
  }
}
