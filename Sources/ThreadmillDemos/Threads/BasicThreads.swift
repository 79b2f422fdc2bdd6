// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// The seed's first section: threads that start together and end one after another.
package struct BasicThreads: StagedDemo {
  package let info = DemoInfo(
    id: "basic-threads",
    group: "Threads",
    title: "Basic Threading",
    seedSection: "Basic Threading",
    lesson: "Threads that wait do it side by side: the longest wait is the whole time.",
    misconceptions: [
      .init(
        "More threads are faster.",
        "Waiting threads cost no CPU and overlap; computing ones share the CPUs there are."
      ),
      .init("A thread is a core.", "It is a line of work; the system gives it a CPU now and then."),
      .init("join() starts a thread.", "start() does; join() only waits for its end."),
      .init(
        "Threads run in the order in which they were started.",
        "The system decides; only their delays make this staircase."
      ),
    ],
    barTitle: "TASK",
    seedTime: .milliseconds(300),
    knobs: [
      .threads(seed: 3),
      .size(
        "the step of the staircase: thread i takes i + 1 times as long",
        seed: .milliseconds(100)
      ),
      .work, .rounds, .speed,
    ]
  )

  /// Creates the demo.
  package init() {}

  // MARK: The body

  package func play(_ stage: DemoStage, _ crew: Crew<Int>) throws -> CrewOutcome<Int> {
    // Makes one thread; called once for each number, and again for each thread that is added later.
    try crew.start { number throws(PoolError) in
      let thread = WorkerThread("Thread-\(number)", on: stage) {
        context throws(CancellationError) in
        // The seed prints 0.30000000000000004 for the third delay: Python's floats, not its threads.
        let delay = DurationText.seconds(stage.real(stage.size * (number + 1)))
        stage.print(" Thread-\(number): Starting (delay=\(delay)s)")
        try stage.liveWork(Double(number + 1), context)
        stage.print(" Thread-\(number): Finished")
        return number
      }
      try thread.start()
      return thread
    }

    // Waits for all of them to end.
    var ends: [CrewOutcome<Int>.End] = []
    while let (number, thread) = try crew.next() {
      ends.append(CrewOutcome.End(number, joining: try thread.join()))
    }
    stage.conclude("All threads completed")
    return CrewOutcome(orders: crew.orders, ends: ends)
  }

  // MARK: The oracle

  /// Every thread that was asked for has run to its end, or was stopped because one less was
  /// wanted.
  package func mismatch(_ outcome: CrewOutcome<Int>, _ round: RoundReport) -> String? {
    outcome.mismatch(round) { number in number }
  }
}
