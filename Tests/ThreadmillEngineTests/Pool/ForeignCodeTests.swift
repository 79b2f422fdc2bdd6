// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Code of others that runs where a task ends, takes long and comes back to the pool.
  ///
  /// Callbacks are such code, and the `deinit` of what a task has captured or returned.
  @Suite struct ForeignCodeTests {
    /// Runs a closure when it goes.
    private final class Goodbye: Sendable {
      private let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
      deinit { body() }
    }

    @Test func `a result that takes long to free holds up nobody`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 4)
        let freeing = Gate()
        let gate = Gate()
        // The task ends when its future is gone here: whoever lets go last frees the result.
        let isDropped = Gate()
        _ = pool.submit {
          isDropped.wait()
          return Goodbye {
            freeing.open()
            gate.wait()
          }
        }
        isDropped.open()
        freeing.wait()
        // Nobody is woken by the worker that waits; another one has to be.
        let others = (0..<8).map { number in pool.submit { number } }
        for (number, future) in others.enumerated() { #expect(try future.wait() == number) }
        gate.open()
        pool.shutdown()
      }
    }

    @Test func `a callback that takes long holds no other task`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let calling = Gate()
        let gate = Gate()
        let go = Gate()
        let first = pool.submit { go.wait() }
        first.onCompletion { _ in
          calling.open()
          gate.wait()
        }
        let rest = (0..<10).map { number in pool.submit { number } }
        go.open()
        calling.wait()
        for (number, future) in rest.enumerated() { #expect(try future.wait() == number) }
        gate.open()
        pool.shutdown()
      }
    }

    @Test func `what a cancelled task has captured may cancel it again`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 1)
        pool.pause()
        let promise = Promise<Future<Void, Never>, Never>()
        let last = promise.future
        let goodbye = Goodbye {
          if let future = try? last.wait(upTo: .seconds(1)) { future.cancel() }
        }
        let future = pool.submit { [goodbye] in _ = goodbye }
        try promise.succeed(future)
        #expect(future.cancel())
        pool.shutdown()
      }
    }

    @Test(arguments: [1, 3], [1, 3])
    func `map waits for a chunk that runs although it was refused`(count: Int, chunkSize: Int)
      async throws
    {
      try await onThread {
        let threads = try ThreadPool(workers: 2)
        let (begun, ended, deaths, gate) = (Tally(), Tally(), Tally(), Gate())
        let pool = OwnPool(over: threads) { task in
          _ = threads.accept(task)
          begun.wait(for: 1)
          return false
        }
        let opener = WorkerThread(name: "opener") {
          begun.wait(for: 1)
          _ = eventually(within: .milliseconds(50)) { ended.value > 0 }
          gate.open()
        }
        try opener.start()
        let outputs = Result { () throws(TaskError<Never>) in
          try pool.map(0..<count, chunkSize: chunkSize) { _ in
            begun.add()
            gate.wait()
            defer { ended.add() }
            return Canary(deaths)
          }
        }
        // The first chunk has run to its end; without those behind it there is no result.
        #expect(ended.value == min(count, chunkSize))
        switch outputs {
        case .success(let canaries): #expect(canaries.count == count && deaths.value == 0)
        case .failure(let error): #expect(error == .shutDown && deaths.value == 1)
        }
        #expect(outputs.isSuccess == (chunkSize >= count))
        try opener.join()
        threads.shutdown()
      }
    }

    @Test func `what a lost task has captured may wait for its future`() async throws {
      try await onThread {
        let kept = Monitor<[QueuedTask]>([])
        let pool = OwnPool(over: SerialPool()) { task in
          kept.withLock { $0.append(task) }
          return true
        }
        let (promise, seen) = (Promise<Future<Void, Never>, Never>(), Tally())
        let last = promise.future
        try promise.succeed(
          Self.submit(
            to: pool,
            Goodbye {
              let future = try? last.wait(upTo: .seconds(1))
              do { _ = try future?.wait(upTo: .seconds(20)) } catch { seen.add() }
            }
          )
        )
        let tasks = kept.withLock { kept in
          defer { kept = [] }
          return kept
        }
        #expect(tasks.count == 1 && seen.value == 0)
        do { _ = consume tasks }
        #expect(seen.value == 1)
      }
    }

    private static func submit(to pool: OwnPool, _ goodbye: Goodbye) -> Future<Void, Never> {
      pool.submit { _ = goodbye }
    }

    @Test func `map ends only when all of its bodies have`() async throws {
      try await onThread {
        let pool = try ThreadPool(workers: 2)
        let ran = Tally()
        let body: @Sendable (Int) throws(Mishap) -> Void = { number throws(Mishap) in
          if number == 0 { throw Mishap() }
          pauseThread(.milliseconds(5))
          ran.add()
        }
        do throws(TaskError<Mishap>) {
          _ = try pool.map(0..<8, body)
          Issue.record("a failure went unnoticed")
        } catch {
          #expect(error == .failed(Mishap()))
        }
        #expect(ran.value == 7)
        pool.shutdown()
      }
    }

    @Test func `joining a thread that was not started is refused`() async throws {
      try await onThread {
        let thread = WorkerThread(name: "idle") { 1 }
        #expect(throws: TaskError<Never>.self) { try thread.join() }
        try thread.start()
        #expect(try thread.join() == 1)
      }
    }

    @Test func `a thread may be joined from its own callback`() async throws {
      try await onThread {
        let thread = WorkerThread(name: "self") { 1 }
        let joined = Gate()
        thread.future.onCompletion { _ in
          _ = try? thread.join()
          joined.open()
        }
        try thread.start()
        joined.wait()
        #expect(try thread.join() == 1)
      }
    }
  }
}
