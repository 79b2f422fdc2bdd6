// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// The seed's second section: a thread's value must be put somewhere before it can be fetched.
package struct ReturnValue: StagedDemo {
  package let info = DemoInfo(
    id: "return-value",
    group: "Threads",
    title: "Thread with Return Value",
    seedSection: "Thread with Return Value",
    lesson: "A thread's value goes nowhere unless a slot waits for it: join() hands it out, typed.",
    misconceptions: [
      .init(
        "A thread returns its value to whoever started it.",
        "Python's Thread drops it; here a future holds it until somebody joins."
      ),
      .init(
        "Reading the slot before join() works, I tried.",
        "It is a data race; Swift 6 refuses to compile it."
      ),
      .init(
        "A thread's error ends the program.",
        "It ends the thread; join() is where it comes out."
      ),
      .init(
        "Results come in the order in which the threads end.",
        "Joining in start order hands them out in start order."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(50),
    knobs: [
      .threads(seed: 5),
      .size("how long every thread takes", seed: .milliseconds(50)),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  package var resultsTitle: String { "in the order in which the threads were started" }

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> CrewOutcome<Int> {
    // Makes one thread; called once for each number, and again for each thread that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        context throws(CancellationError) in
        try stage.liveWork(1, context)
        stage.note("→ \(number * number)", worker: number)
        return number * number
      }
      try thread.start()
      return thread
    }

    // Fetches what each of them has returned.
    var ends: [CrewOutcome<Int>.End] = []
    while let (number, thread) = try crew.next() {
      let end = CrewOutcome.End(number, joining: try thread.join())
      if let square = try? end.result.get() { stage.handOut(String(square)) }
      ends.append(end)
    }
    let outcome = CrewOutcome(orders: crew.orders, ends: ends)
    stage.conclude("Results: \(outcome.values)")
    return outcome
  }

  // MARK: The oracle

  package func mismatch(_ outcome: CrewOutcome<Int>, _ round: RoundReport) -> String? {
    outcome.mismatch(round) { number in number * number }
  }
}
