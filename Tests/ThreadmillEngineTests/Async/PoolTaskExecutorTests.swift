// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine
import ThreadmillTelemetry

extension EngineTests {
  /// Which asynchronous code runs on a pool, and that it is a task like others there.
  @Suite(.watched) struct PoolTaskExecutorTests {
    @Test func `functions, actors and child tasks stay on the pool`() async throws {
      let pool = try ThreadPool(workers: 2, name: "async")
      let executor = pool.taskExecutor
      let places = await withTaskExecutorPreference(executor) {
        let counter = Counter()
        async let child = threadOfConcurrent()
        async let grandchild = {
          async let inner = thread(); return await inner
        }()
        var places = [ProcessFacts.threadName, await thread(), await threadOfConcurrent()]
        places += [await counter.thread(), await child, await grandchild, ProcessFacts.threadName]
        places += await withTaskGroup { group in
          for _ in 0..<10 { group.addTask { await thread() } }
          return await group.reduce(into: []) { $0.append($1) }
        }
        await withDiscardingTaskGroup { group in
          group.addTask { if await !isOn("async") { Issue.record("not on the pool") } }
        }
        return places
      }
      #expect(places.count == 17 && places.allSatisfy { $0.hasPrefix("async-") }, "\(places)")
      #expect(await !isOn("async"))
      let task = Task(executorPreference: executor) { await isOn("async") }
      #expect(await task.value)
      await pool.shutdown()
    }

    @Test func `tasks without a parent and the main actor do not`() async throws {
      let pool = try ThreadPool(workers: 2, name: "async")
      let isInside = await withTaskExecutorPreference(pool.taskExecutor) {
        let here = await isOn("async")
        let new = await Task { await isOn("async") }.value
        let detached = await Task.detached { await isOn("async") }.value
        let main = await MainActor.run { ProcessFacts.threadName.hasPrefix("async") }
        let back = await isOn("async")
        return [here, new, detached, main, back]
      }
      #expect(isInside == [true, false, false, false, true])
      await pool.shutdown()
    }

    @Test func `what resumes comes back to the pool`() async throws {
      let pool = try ThreadPool(workers: 2, name: "async")
      let (stream, feeder) = AsyncStream<Int>.makeStream()
      let task = Task(executorPreference: pool.taskExecutor) {
        var isBack: [Bool] = []
        try await Task.sleep(for: .milliseconds(1))
        isBack.append(await isOn("async"))
        await Task.yield()
        isBack.append(await isOn("async"))
        let number = await withCheckedContinuation { continuation in
          PlainThread { continuation.resume(returning: 7) }.join()
        }
        isBack.append(await isOn("async") && number == 7)
        for await _ in stream { isBack.append(await isOn("async")) }
        let value = try await pool.submit { 9 }.value
        isBack.append(await isOn("async") && value == 9)
        return isBack
      }
      for number in 0..<3 { feeder.yield(number) }
      feeder.finish()
      #expect(try await task.value == Array(repeating: true, count: 7))
      await pool.shutdown()
    }

    @Test func `an actor that two pools call lets one in at a time`() async throws {
      let pools = try (0..<2).map { try ThreadPool(workers: 2, name: "async\($0)") }
      let calls = Load.scaled(2_000, soak: 50_000)
      let counter = Counter()
      await withTaskGroup { group in
        for pool in pools {
          let executor = pool.taskExecutor
          for _ in 0..<4 {
            group.addTask(executorPreference: executor) {
              for _ in 0..<calls { await counter.increment() }
            }
          }
        }
      }
      #expect(await counter.count == 8 * calls)
      for pool in pools { await pool.shutdown() }
    }

    @Test func `code that blocks has all workers at once`() async throws {
      let pool = try ThreadPool(workers: 16)
      let executor = pool.taskExecutor
      let (inside, gate) = (Tally(), Gate())
      let tasks = (0..<40).map { _ in
        Task(executorPreference: executor) {
          inside.add()
          gate.wait()
          inside.add(-1)
        }
      }
      inside.wait(for: 16)
      #expect(pool.snapshot().counts.running == 16)
      gate.open()
      for task in tasks { await task.value }
      #expect(inside.highest == 16)
      await pool.shutdown()
    }

    @Test func `jobs are tasks of the pool, with its executor's name in its events`() async throws {
      let hub = EventHub()
      let feed = hub.subscribe()
      let pool = try ThreadPool(workers: 1, name: "async", events: hub)
      let executor = PoolTaskExecutor(pool, name: "render")
      #expect(executor.pool === pool && executor.name == "render")
      let (begun, gate) = (Gate(), Gate())
      let task = Task(executorPreference: executor) {
        begun.open()
        gate.wait()
        await Task.yield()
      }
      begun.wait()
      let worker = pool.snapshot().workers[0]
      #expect(worker.task?.name == "render")
      gate.open()
      await task.value
      audit(await pool.shutdown(), of: pool)
      let counts = pool.snapshot().counts
      #expect(counts.submitted >= 2 && counts.finished == counts.submitted)
      let events = feed.drain().filter { $0.task != nil }
      #expect(events.count == 3 * Int(counts.submitted))
      #expect(events.allSatisfy { $0.taskName == "render" && $0.pool == "async" })
    }

    @Test func `a pause holds new jobs and those that resume`() async throws {
      let pool = try ThreadPool(workers: 2)
      let executor = pool.taskExecutor
      let ran = Tally()
      let (stream, feeder) = AsyncStream<Int>.makeStream()
      let waiting = Task(executorPreference: executor) {
        ran.add()
        for await _ in stream { ran.add() }
      }
      #expect(eventually { ran.value == 1 && pool.snapshot().counts.running == 0 })
      pool.pause()
      let new = Task(executorPreference: executor) { ran.add() }
      feeder.finish()
      feeder.yield(1)
      #expect(eventually { pool.snapshot().counts.queued == 2 })
      pauseThread(.milliseconds(20))
      #expect(ran.value == 1 && pool.snapshot().counts.queued == 2)
      pool.resume()
      _ = await (waiting.value, new.value)
      #expect(ran.value == 2)
      await pool.shutdown()
    }

    @Test func `cancellation reaches tasks that run, sleep and have not started`() async throws {
      let pool = try ThreadPool(workers: 2, name: "async")
      let executor = pool.taskExecutor
      let (begun, told) = (Tally(), Tally())
      let running = Task(executorPreference: executor) {
        begun.add()
        await withTaskCancellationHandler {
          while !Task.isCancelled { await Task.yield() }
        } onCancel: {
          told.add()
        }
        return await isOn("async")
      }
      let sleeping = Task(executorPreference: executor) {
        begun.add()
        do {
          try await Task.sleep(for: .seconds(3600))
          return false
        } catch {
          return await isOn("async")
        }
      }
      begun.wait(for: 2)
      running.cancel()
      sleeping.cancel()
      #expect(await running.value)
      #expect(await sleeping.value)
      #expect(told.value == 1)
      pool.pause()
      let queued = Task(executorPreference: executor) { Task.isCancelled }
      queued.cancel()
      pool.resume()
      #expect(await queued.value)
      await pool.shutdown()
    }

    @Test func `many executors, one within another, each have their own`() async throws {
      let pools = try (0..<6).map { try ThreadPool(workers: 1, name: "many\($0)") }
      let executors = pools.map(\.taskExecutor)
      @Sendable func descend(_ level: Int) async -> Int {
        guard level < executors.count else { return 0 }
        return await withTaskExecutorPreference(executors[level]) {
          let isHere = await isOn("many\(level)")
          let below = await descend(level + 1)
          let isBack = await isOn("many\(level)")
          return isHere && isBack ? below + 1 : below
        }
      }
      let depths = await withTaskGroup { group in
        for _ in 0..<20 { group.addTask { await descend(0) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(depths == Array(repeating: 6, count: 20))
      // Two of the same pool are two for Swift, and lead to the same place.
      let isThere = await withTaskExecutorPreference(executors[0]) {
        await withTaskExecutorPreference(pools[0].taskExecutor) { await isOn("many0") }
      }
      #expect(isThere)
      for pool in pools { audit(await pool.shutdown(), of: pool) }
    }

    @Test(.tags(.stress)) func `of many jobs each runs exactly once, whatever becomes of the pool`()
      async throws
    {
      let pool = try ThreadPool(workers: 3)
      let executor = pool.taskExecutor
      let count = Load.scaled(100_000, sanitized: 10_000, soak: 1_000_000)
      let slots = Slots(count: count)
      let isOver = Gate()
      let meddler = PlainThread {
        var random = SeededRandom(seed: 5)
        while !isOver.isOpen {
          try? pool.resize(to: 1 + random.below(6))
          if random.chance(30) { pool.pause() }
          pauseThread(.microseconds(random.below(500)))
          pool.resume()
        }
      }
      var untrue = 0
      await withTaskGroup { group in
        for part in 0..<10 {
          group.addTask(executorPreference: executor) {
            await withDiscardingTaskGroup { group in
              for number in part * count / 10..<(part + 1) * count / 10 {
                group.addTask { slots.increment(number) }
              }
            }
          }
        }
        while await group.next() != nil { untrue += pool.snapshot().counts.isConserved ? 0 : 1 }
      }
      isOver.open()
      meddler.join()
      #expect(slots.wrongCount == 0)
      #expect(untrue == 0)
      audit(await pool.shutdown(), of: pool)
      let counts = pool.snapshot().counts
      #expect(counts.finished >= UInt64(count) && counts.finished == counts.submitted)
    }
  }
}

/// Whether the caller runs on a pool's threads.
private func isOn(_ pool: String) async -> Bool {
  ProcessFacts.threadName.hasPrefix("\(pool)-")
}

private func thread() async -> String { ProcessFacts.threadName }

@concurrent
private func threadOfConcurrent() async -> String { ProcessFacts.threadName }

/// A default actor.
private actor Counter {
  private(set) var count = 0

  func increment() { count += 1 }
  func thread() -> String { ProcessFacts.threadName }
}
