// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PaceTests {
    /// How long `body` really takes.
    private func measure(_ body: () throws -> Void) rethrows -> Duration {
      let begin = MonotonicClock.now
      try body()
      return MonotonicClock.now - begin
    }

    @Test(arguments: [0.1, 0.5, 1, 2, 10]) func `waits last as the speed says`(speed: Double)
      async throws
    {
      try await onThread {
        let pace = Pace(speed: speed)
        let took = try measure { try pace.sleep(for: .milliseconds(50) * speed) }
        #expect(isNear(took, .milliseconds(50)), "\(took)")
      }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 0, -1, 1e300, 0.001, 1000, 1e-300])
    func `any speed is taken and kept in range`(speed: Double) {
      let pace = Pace(speed: speed)
      #expect(Pace.speedRange.contains(pace.speed))
      pace.setSpeed(speed)
      #expect(Pace.speedRange.contains(pace.speed))
      #expect(pace.now >= .zero)
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min)])
    func `a wait for nothing returns at once`(duration: Duration) async throws {
      try await onThread { try Pace(speed: 0.001).sleep(for: duration) }
    }

    @Test(arguments: [Duration.seconds(Int64.max), .nanoseconds(Int64.max), .seconds(1 << 40)])
    func `the longest waits can be begun, shown and stopped`(duration: Duration) async throws {
      for speed in [0.001, 1, 1000] {
        try await onThread {
          let pace = Pace(speed: speed)
          let pool = try ThreadPool(workers: 1, pace: pace)
          let future = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(for: duration)
          }
          let isWaiting = eventually { pool.snapshot().workers.first?.state == .waiting }
          #expect(isWaiting)
          #expect(pool.snapshot().workers.first?.task?.activity.fraction.map { $0 < 0.5 } == true)
          pace.setSpeed(speed / 2)
          pace.pause()
          pace.resume()
          pace.stop()
          #expect(future.endedOutcome.isCancellation)
          pool.shutdown()
        }
      }
    }

    @Test func `the paced clock stands still while paused and goes on where it stood`() async throws
    {
      try await onThread {
        let pace = Pace(speed: 3)
        #expect(eventually { pace.now > .milliseconds(1) })
        pace.pause()
        #expect(pace.isPaused)
        let frozen = pace.now
        pauseThread(.milliseconds(20))
        #expect(pace.now == frozen)
        pace.setSpeed(7)
        pauseThread(.milliseconds(5))
        #expect(pace.now == frozen)
        pace.pause()
        pace.resume()
        #expect(!pace.isPaused)
        #expect(pace.now >= frozen && pace.now < frozen + .seconds(60))
        #expect(eventually { pace.now > frozen + .milliseconds(5) })
      }
    }

    @Test func `a wait freezes with its clock and ends after it`() async throws {
      try await onThread {
        let pace = Pace()
        let done = Gate()
        let thread = PlainThread {
          try? pace.sleep(for: .milliseconds(60))
          done.open()
        }
        pauseThread(.milliseconds(10))
        pace.pause()
        let frozen = pace.now
        pauseThread(.milliseconds(200))
        // On a machine that was away for the 10 ms, it may have been over before the pause.
        #expect(!done.isOpen || frozen >= .milliseconds(60))
        pace.resume()
        thread.join()
        #expect(done.isOpen && pace.now >= .milliseconds(60))
      }
    }

    @Test func `a change of speed acts on waits that are going on`() async throws {
      try await onThread {
        let pace = Pace(speed: 0.001)
        let thread = PlainThread { try? pace.sleep(for: .seconds(1)) }
        pauseThread(.milliseconds(20))
        pace.setSpeed(1000)
        let took = measure { thread.join() }
        #expect(took < .seconds(30))
        #expect(pace.now >= .seconds(1))
      }
    }

    @Test func `slowing down makes a wait longer`() async throws {
      try await onThread {
        let pace = Pace(speed: 1)
        let done = Gate()
        let begin = MonotonicClock.now
        let thread = PlainThread {
          try? pace.sleep(for: .milliseconds(200))
          done.open()
        }
        pace.setSpeed(0.01)
        // On a machine that was away for as long, it may have been over before.
        let isInTime = MonotonicClock.now - begin < .milliseconds(200)
        pauseThread(.milliseconds(400))
        if isInTime { #expect(!done.isOpen) }
        pace.setSpeed(1000)
        thread.join()
      }
    }

    @Test func `stop ends waits, holds and reports, now and later`() async throws {
      try await onThread {
        let pace = Pace()
        let pool = try ThreadPool(workers: 3, pace: pace)
        let ready = Tally()
        let asleep = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          ready.add()
          try context.sleep(for: .seconds(3600))
        }
        let computing = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          ready.add()
          while true { try context.progress(1, of: 2) }
        }
        ready.wait(for: 2)
        pace.pause()
        let held = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          try context.progress(1, of: 2)
        }
        #expect(eventually { pool.snapshot().workers.allSatisfy(\.isHeld) })
        pace.stop()
        #expect(asleep.endedOutcome.isCancellation)
        #expect(computing.endedOutcome.isCancellation)
        #expect(held.endedOutcome.isCancellation)
        let late = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          guard context.isCancelled else { return }
          try context.sleep(for: .zero)
        }
        #expect(late.endedOutcome.isCancellation)
        #expect(throws: CancellationError.self) { try pace.sleep(for: .zero) }
        #expect(pace.isStopped && pool.snapshot().counts.cancelled == 4)
        pool.shutdown()
      }
    }

    @Test(.tags(.stress)) func `the paced clock never runs backwards`() async throws {
      try await onThread {
        let pace = Pace()
        let isOver = Gate()
        let rounds = Load.scaled(100_000, soak: 2_000_000)
        let jumps = concurrently(5) { thread -> [Duration] in
          var jumps: [Duration] = []
          var random = SeededRandom(seed: UInt64(thread))
          if thread < 2 {
            for _ in 0..<rounds {
              switch random.below(4) {
              case 0: pace.pause()
              case 1: pace.resume()
              case 2: pace.setSpeed(1000)
              default: pace.setSpeed(0.001)
              }
            }
            isOver.open()
          } else {
            var last = pace.now
            while !isOver.isOpen {
              let now = pace.now
              if now < last { jumps.append(last - now) }
              last = now
            }
          }
          return jumps
        }.flatMap { $0 }
        #expect(jumps.isEmpty, "\(jumps.count) times, at most by \(jumps.max() ?? .zero)")
      }
    }

    @Test(.tags(.stress)) func `no wake is lost however fast the pace is turned`() async throws {
      try await onThread {
        let pace = Pace(speed: 1000)
        let pool = try ThreadPool(workers: 4, pace: pace)
        let futures = (0..<Load.scaled(2_000, soak: 100_000)).map { number in
          pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
            try context.sleep(for: .microseconds(number % 500 * 100))
            try context.progress(1, of: 1)
          }
        }
        var random = SeededRandom(seed: 5)
        var ended = 0
        while ended < futures.count {
          if futures[ended].outcome != nil { ended += 1 }
          pace.pause()
          if random.chance(50) { pace.setSpeed(random.chance(50) ? 1000 : 10) }
          pace.resume()
        }
        #expect(futures.areAll(.finished))
        pool.shutdown()
      }
    }
  }
}
