// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Times at the ends of their ranges.
  @Suite struct SaturationTests {
    @Test func `a duration beyond 2⁶³ seconds counts as 292 years`() {
      let longest = Duration.seconds(Int64.max) * 8
      #expect(longest.wholeNanoseconds == .max)
      #expect((.zero - longest).wholeNanoseconds == .min)
      #expect(Deadline(after: longest).nanoseconds == .max)
      #expect(Deadline(after: .zero - longest).hasPassed)
    }

    @Test(arguments: [0, 1, 999, 1_000, -1, -1_500, Int64.max, Int64.min])
    func `a duration of whole nanoseconds is exact`(nanoseconds: Int64) {
      #expect(Duration.nanoseconds(nanoseconds).wholeNanoseconds == nanoseconds)
    }

    @Test func `parts of nanoseconds are cut off, towards zero`() {
      let part = Duration(secondsComponent: 0, attosecondsComponent: 1_999_999_999)
      #expect(part.wholeNanoseconds == 1)
      #expect((.zero - part).wholeNanoseconds == -1)
    }

    @Test func `every wait takes a limit beyond 2⁶³ seconds`() async throws {
      try await onThread {
        let longest = Duration.seconds(Int64.max) * 8
        let pool = try ThreadPool(workers: 1)
        #expect(try pool.submit { 7 }.wait(upTo: longest) == 7)
        let asleep = pool.submit { (context: borrowing WorkContext) throws(CancellationError) in
          try context.sleep(for: longest)
        }
        #expect(eventually { pool.snapshot().workers.first?.state == .waiting })
        pool.shutdown(.cancel(upTo: longest))
        #expect(asleep.endedOutcome.isCancellation)
      }
    }

    @Test(arguments: [0.001, 1, 1000])
    func `a paced clock that reaches its end stands there`(speed: Double) {
      var course = PaceCourse(speed: speed, at: 1_000)
      #expect(course.paced(at: 1_000) == 0)
      var last: Int64 = 0
      for monotonic in stride(from: Int64(1_000), to: .max - .max / 50, by: .max / 50) {
        let paced = course.paced(at: monotonic)
        #expect(paced >= last)
        last = paced
      }
      if speed == 1000 { #expect(last == .max) }
      course.rebase(at: .max)
      course.rebase(at: .max)
      #expect(course.paced(at: .max) >= last)
      #expect(course.monotonic(at: .max) != nil && course.monotonic(at: .min) != nil)
    }

    @Test func `a wait that begins at the end of time has an end`() {
      var wait = PacedWait(requested: .max, at: .max - 5)
      #expect(wait.deadline == .max)
      let isOverEarly = wait.advance(to: .max - 1)
      #expect(!isOverEarly)
      let isOver = wait.advance(to: .max)
      #expect(isOver)
    }
  }
}
