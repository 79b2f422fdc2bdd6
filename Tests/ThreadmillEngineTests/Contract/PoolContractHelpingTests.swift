// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// A task that waits for others of its pool runs them itself.
  @Suite struct PoolContractHelpingTests {
    @Test(arguments: PoolKind.all)
    func `a task may wait for its child`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let outer = pool.submit { [pool] in try pool.submit { 20 }.wait() + 1 }
        let got = try outer.wait()
        #expect(got == 21)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a tree of tasks that wait for their children ends`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        @Sendable func count(_ depth: Int) throws -> Int {
          guard depth > 0 else { return 1 }
          let children = (0..<3).map { _ in pool.submit { try count(depth - 1) } }
          return try children.reduce(1) { try $0 + $1.wait() }
        }
        let got = try pool.submit { try count(5) }.wait()
        #expect(got == 364)
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task may map on its own pool`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let sums = try pool.map(0..<6, chunkSize: 1) { row in
          try pool.map(0..<10, chunkSize: 2) { row * 10 + $0 }.reduce(0, +)
        }
        #expect(sums == (0..<6).map { row in (0..<10).reduce(0) { $0 + row * 10 + $1 } })
      }
    }

    @Test(arguments: PoolKind.all)
    func `a task may wait for several, in any way`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let outer = pool.submit { () -> [Int] in
          let first = (0..<5).map { number in pool.submit { number } }
          let done = wait(for: .all, of: first).done.count
          let second = (0..<5).map { number in pool.submit { number } }
          var seen = 0
          for future in asCompleted(second) { seen += (try? future.wait()) ?? 0 }
          let third = pool.results(of: 0..<20, order: .completion, limit: 3) { $0 }
          let sum = third.reduce(0) { $0 + ((try? $1.get()) ?? 0) }
          return [done, seen, sum]
        }
        let got = try outer.wait()
        #expect(got == [5, 10, 190])
      }
    }

    @Test(arguments: PoolKind.threaded)
    func `a paused pool is not helped, and goes on after that`(kind: PoolKind) async throws {
      try await withPool(kind) { pool in
        let (isReady, isPaused) = (Gate(), Gate())
        let inner = Tally()
        let outer = pool.submit { () -> Int in
          isReady.open()
          isPaused.wait()
          return try pool.submit { inner.add() }.wait()
        }
        isReady.wait()
        pool.pause()
        isPaused.open()
        pauseThread(.milliseconds(60))
        #expect(inner.value == 0 && !outer.state.isOver)
        pool.resume()
        let got = try outer.wait()
        #expect(got == 1)
      }
    }

    @Test func `the lane shows the child, then the parent again`() async throws {
      try await withPool(.threads(1)) { pool in
        let inner = Gate()
        let after = Gate()
        let outer = pool.submit(name: "parent") { () -> Int in
          let value = try pool.submit(name: "child") { () -> Int in
            inner.wait()
            return 1
          }.wait()
          after.wait()
          return value
        }
        func name() -> String? { pool.snapshot().workers.first?.task?.name }
        #expect(eventually { name() == "child" })
        let counts = pool.snapshot().counts
        #expect(counts.running == 2 && counts.isConserved)
        inner.open()
        #expect(eventually { name() == "parent" })
        after.open()
        let got = try outer.wait()
        #expect(got == 1)
        #expect(pool.snapshot().counts.finished == 2)
      }
    }

    @Test func `two pools that wait for each other do not hold up a shutdown`() async throws {
      try await onThread {
        let (left, right) = (try ThreadPool(workers: 1), try ThreadPool(workers: 1))
        let isStuck = Gate()
        let outer = left.submit { () -> Int in
          try right.submit { () -> Int in
            let back = left.submit { 1 }
            isStuck.open()
            return try back.wait()
          }.wait()
        }
        isStuck.wait()
        // The one task that nobody can start is cancelled, and everybody else sees it.
        let report = left.shutdown(.cancel)
        #expect(report.isComplete && report.neverStarted == 1)
        #expect(throws: (any Error).self) { try outer.wait() }
        #expect(right.shutdown(.drain).isComplete)
      }
    }
  }
}
