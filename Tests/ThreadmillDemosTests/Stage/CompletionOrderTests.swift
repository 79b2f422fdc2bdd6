// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos
import ThreadmillEngine

/// The oracle of as-completed, with right and wrong orders.
@Suite struct CompletionOrderTests {
  private let demo = AsCompletedDemo()

  private func round(_ assignments: KeyValuePairs<String, String>) throws -> RoundReport {
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    return RoundReport(settings: settings, time: .seconds(1))
  }

  /// A task that ends at `end` milliseconds and is ready a moment later.
  private func make(_ id: Int, end: Int, taken: Int = 999) -> Completion {
    Completion(
      id: id,
      endedAt: .milliseconds(end),
      readyAt: .milliseconds(end + 1),
      takenAt: .milliseconds(taken)
    )
  }

  @Test func `every task must come once`() throws {
    let three = try round(["tasks": "3"])
    let right = [make(2, end: 100), make(0, end: 200), make(1, end: 300)]
    #expect(demo.mismatch(right, three) == nil)
    #expect(demo.mismatch(Array(right.prefix(2)), three) == "task 1 never came")
    #expect(
      demo.mismatch([right[0], right[0], right[1]], three)
        == "task 2 came twice or was never submitted"
    )
    #expect(demo.mismatch([make(7, end: 1)], three) != nil)
  }

  @Test func `results in the order of submission are seen through`() throws {
    let ends = (0..<8).map { make($0, end: 100 * AsCompletedDemo.multiple($0) + 400 * ($0 / 4)) }
    let seed = try round([:])
    #expect(demo.mismatch(ends.sorted { $0.endedAt < $1.endedAt }, seed) == nil)
    #expect(demo.mismatch(ends, seed)?.contains("which had ended first") == true)
    #expect(
      demo.mismatch(ends.sorted { $0.endedAt < $1.endedAt }.reversed(), seed)?
        .contains("which had ended first") == true
    )
  }

  @Test func `a neighbour's swap is seen through`() {
    let swapped = [make(1, end: 202), make(0, end: 200), make(2, end: 300)]
    #expect(
      Completion.misorder(swapped) == "task 1 was taken before task 0, which had ended first"
    )
  }

  @Test func `what a busy system delays is no mistake`() {
    var late = make(0, end: 100)
    // Its thread lost its CPU between its work and its announcement.
    late.readyAt = .milliseconds(800)
    #expect(Completion.misorder([make(1, end: 700), late]) == nil)
    late.readyAt = nil
    #expect(Completion.misorder([make(1, end: 700), late]) == nil)
  }

  @Test func `nothing is taken before its end`() {
    #expect(
      Completion.misorder([make(0, end: 100, taken: 50)]) == "task 0 was taken before it had ended"
    )
  }

  @Test(arguments: ["wait", "cpu"]) func `real rounds are in order, also on a crowded machine`(
    work: String
  ) throws {
    let test = try TestRun(
      demo,
      ["workers": "64", "tasks": "400", "size": "1ms", "work": work, "rounds": "3"],
      standing: .zero
    )
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
  }

  @Test func `tasks that end while others are submitted are in order`() throws {
    let test = try TestRun(demo, ["workers": "8", "tasks": "3000", "size": "1ms", "speed": "10"])
    let card = try test.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
  }

  @Test func `the times say the real order`() throws {
    // As the demo plays it, but taken in the order of submission.
    let pool = try ThreadPool(workers: 2)
    let start = MonotonicClock.now
    let futures = [60, 1].enumerated().map { id, milliseconds in
      pool.submit { context throws(CancellationError) in
        try context.sleep(for: .milliseconds(milliseconds))
        return Completion(id: id, endedAt: MonotonicClock.now - start)
      }
    }
    _ = asCompleted(futures)
    let ready = ReadyTimes(futures) { MonotonicClock.now - start }
    var completions = try futures.map { future in
      var completion = try future.wait()
      completion.takenAt = MonotonicClock.now - start
      return completion
    }
    let end = MonotonicClock.now + TestRun.deadline
    while ready[0] == nil || ready[1] == nil, MonotonicClock.now < end { TestRun.nap() }
    for index in completions.indices { completions[index].readyAt = ready[index] }
    // On a machine so busy that the short task became ready after the long one, nothing can be told.
    guard let short = completions[1].readyAt, short < completions[0].endedAt else { return }
    #expect(Completion.misorder(completions) != nil)
  }
}
