// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine

/// An oracle that cannot fail proves nothing: each is fed with wrong results here.
@Suite(.watched) struct OracleTests {
  private typealias Outcome = CrewOutcome<Int>

  private func ends(_ results: [(Int, Result<Int, TaskError<CancellationError>>)]) -> [Outcome.End]
  {
    results.map { Outcome.End(index: $0.0, result: $0.1) }
  }

  @Test func `a wrong result ends the run as failed`() throws {
    let test = try TestRun(WrongDemo(fault: .result), ["rounds": "5"])
    let card = try test.play()
    #expect(card.outcome == .failed && card.check == .mismatch && card.rounds == 2)
    #expect(card.mismatch == "place 0 holds {'id': 9, 'size': 9216}, expected {'id': 0, 'size': 0}")
    #expect(test.run.snapshot().check == .mismatch)
  }

  @Test func `a task's failure is said on the card`() throws {
    let card = try TestRun(WrongDemo(fault: .task)).play()
    #expect(card.outcome == .failed && card.check == .none)
    #expect(card.failure == "the task failed: Mishap()")
    #expect(card.counts.failed == 1 && card.counts.isConserved)
  }

  @Test func `a system's refusal is said on the card`() throws {
    let card = try TestRun(WrongDemo(fault: .machine)).play()
    #expect(card.outcome == .failed && card.failure?.contains("got 0") == true)
  }

  @Test func `downloads must be complete and in order`() {
    let right = (0..<4).map { Download($0) }
    #expect(Download.mismatch(right, count: 4) == nil)
    #expect(Download.mismatch(Array(right.dropLast()), count: 4) != nil)
    #expect(Download.mismatch(right.reversed(), count: 4) != nil)
    var wrong = right
    wrong[2].size += 1
    #expect(Download.mismatch(wrong, count: 4)?.hasPrefix("place 2 holds") == true)
  }

  @Test func `threads must return the value of their number`() {
    let orders = [CrewOrder.start(0), .start(1)]
    let right = Outcome(orders: orders, ends: ends([(0, .success(0)), (1, .success(1))]))
    #expect(right.mismatch { $0 * $0 } == nil)
    let wrong = Outcome(orders: orders, ends: ends([(0, .success(0)), (1, .success(7))]))
    #expect(wrong.mismatch { $0 * $0 } == "Thread-1 returned 7, expected 1")
    let lost = Outcome(orders: orders, ends: ends([(0, .success(0))]))
    #expect(lost.mismatch { $0 * $0 } == "2 threads were asked for, 1 ended")
    let other = Outcome(orders: orders, ends: ends([(1, .success(1)), (0, .success(0))]))
    #expect(other.mismatch { $0 * $0 } != nil)
  }

  @Test func `only a thread that was asked to may be cancelled`() {
    let orders = [CrewOrder.start(0), .start(1), .cancel(1), .start(1)]
    let asked = Outcome(
      orders: orders,
      ends: ends([(0, .success(0)), (1, .failure(.cancelled)), (1, .success(1))])
    )
    #expect(asked.mismatch { $0 * $0 } == nil)
    let late = Outcome(
      orders: orders,
      ends: ends([(0, .success(0)), (1, .success(1)), (1, .success(1))])
    )
    #expect(late.mismatch { $0 * $0 } == nil)
    let unasked = Outcome(
      orders: orders,
      ends: ends([(0, .failure(.cancelled)), (1, .success(1)), (1, .success(1))])
    )
    #expect(unasked.mismatch { $0 * $0 } == "Thread-0: the task was cancelled")
  }
}
