// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolContractCallbackTests {
    /// Runs a chain of tasks, each submitted by the callback of the one before.
    private func chain(
      _ length: Int,
      on pool: any ClosurePool,
      then: @escaping @Sendable () -> Void
    ) {
      guard length > 0 else { return then() }
      pool.submit { length }.onCompletion { _ in self.chain(length - 1, on: pool, then: then) }
    }

    @Test(arguments: PoolKind.all)
    func `chains of callbacks that submit run to their end`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let done = Tally()
        for length in [100, 50, 60] { chain(length, on: pool) { done.add() } }
        done.wait(for: 3)
        #expect(eventually { pool.snapshot().counts.finished == 210 })
      }
    }

    @Test func `a very long chain does not exhaust the stack`() async throws {
      try await withPool(.threads(1)) { pool in
        let done = Gate()
        let length = Load.scaled(50_000, soak: 1_000_000)
        chain(length, on: pool) { done.open() }
        done.wait()
        #expect(eventually { pool.snapshot().counts.finished == length })
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a slow callback holds up its worker only`(kind: PoolKind) async throws {
      guard kind.workers > 1 else { return }
      try await withPool(kind) { pool in
        // Both workers have slept; the callback runs on one, and the other is free.
        let release = Gate()
        let inside = Gate()
        let gate = Gate()
        let slow = pool.submit { gate.wait() }
        slow.onCompletion { _ in
          inside.open()
          release.wait()
        }
        gate.open()
        inside.wait()
        for _ in 0..<20 {
          guard try pool.submit({ 1 }).wait(upTo: .seconds(20)) == 1 else {
            Issue.record("a task waits although a worker is free")
            break
          }
          pauseThread(.milliseconds(1))
        }
        release.open()
      }
    }

    @Test(arguments: PoolKind.all)
    func `callbacks see counts that include their task`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let ok = Tally()
        let done = Tally()
        for number in 1...UInt64(Load.scaled(500, soak: 50_000)) {
          let future = pool.submit { number }
          future.onCompletion { _ in
            if pool.snapshot().counts.finished >= number { ok.add() }
            done.add()
          }
          _ = try future.wait()
        }
        let total = Load.scaled(500, soak: 50_000)
        done.wait(for: total)
        #expect(ok.value == total)
      }
    }
  }
}
