// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  /// The system has no thread left.
  ///
  /// In a process of its own, whose memory is limited so that the stacks of further threads do not fit,
  /// or whose user may have only so many.
  @Suite(.enabled(if: !Load.isSanitized)) struct ThreadExhaustionTests {
    @Test func `a pool that cannot be made leaves nothing behind`() async {
      await #expect(processExitsWith: .success) {
        let outcome = try? await onThread {
          ProcessFacts.limitMemory(toFurther: 24 << 20)
          defer { ProcessFacts.limitMemory(toFurther: nil) }
          do throws(PoolError) {
            _ = try ThreadPool(workers: 200, name: "full")
            return "it was made"
          } catch {
            guard error.code == .threadCreation, error.errno == EAGAIN || error.errno == ENOMEM,
              error.description.contains("errno")
            else { return "\(error)" }
          }
          return eventually { ProcessFacts.threadCount(prefix: "full") == 0 } ? "" : "threads stay"
        }
        exit(outcome == "" ? 0 : 1)
      }
    }

    @Test func `a pool that cannot grow stays as it was and works, and grows later`() async {
      await #expect(processExitsWith: .success) {
        let outcome = try? await onThread {
          let pool = try ThreadPool(workers: 2, name: "grow")
          ProcessFacts.limitMemory(toFurther: 24 << 20)
          var refusals = 0
          for _ in 0..<20 {
            do { try pool.resize(to: 200) } catch { refusals += 1 }
          }
          let isBack = eventually {
            pool.snapshot().workers.count == 2 && pool.snapshot().targetWorkers == 2
          }
          let values = (0..<50).map { number in pool.submit { number } }.map { try? $0.wait() }
          ProcessFacts.limitMemory(toFurther: nil)
          try pool.resize(to: 60)
          let isGrown = eventually { ProcessFacts.threadCount(prefix: "grow") == 60 }
          let report = pool.shutdown()
          return refusals == 20 && isBack && values == Array(0..<50) && isGrown && report.isComplete
        }
        exit(outcome == true ? 0 : 1)
      }
    }

    /// The limit itself, not its like: a process of root first becomes one of somebody else, whom the
    /// system counts.
    @Test func `growing to 100 beyond the user's limit says so, and the pool works on`() async {
      await #expect(processExitsWith: .success) {
        let outcome = try? await onThread {
          let pool = try ThreadPool(workers: 2, name: "limit")
          guard ProcessFacts.limitThreads(toFurther: 20) else { return "the limit was not set" }
          do throws(PoolError) {
            try pool.resize(to: 100)
            return "it grew"
          } catch {
            guard error.code == .threadCreation, error.errno == EAGAIN,
              error.description.contains("RLIMIT_NPROC"), error.description.contains("pids.max")
            else { return "\(error)" }
          }
          guard eventually(within: .seconds(10), { pool.snapshot().workers.count == 2 }) else {
            return "\(pool.snapshot().workers.count) workers"
          }
          let values = try pool.map(0..<500) { $0 }
          guard values == Array(0..<500) else { return "wrong values" }
          _ = ProcessFacts.limitThreads(toFurther: nil)
          try pool.resize(to: 100)
          guard eventually({ ProcessFacts.threadCount(prefix: "limit") == 100 }) else {
            return "it does not grow later"
          }
          return pool.shutdown().isComplete ? "" : "it does not end"
        }
        if let outcome, outcome != "" { print(outcome) }
        exit(outcome == "" ? 0 : 1)
      }
    }

    @Test func `a thread that cannot be started can be started later`() async {
      await #expect(processExitsWith: .success) {
        let outcome = try? await onThread {
          ProcessFacts.limitMemory(toFurther: 1 << 20)
          let thread = WorkerThread(name: "later") { 7 }
          var code: PoolError.Code?
          do throws(PoolError) { try thread.start() } catch { code = error.code }
          ProcessFacts.limitMemory(toFurther: nil)
          try thread.start()
          return try code == .threadCreation && thread.join() == 7
        }
        exit(outcome == true ? 0 : 1)
      }
    }
  }
}
