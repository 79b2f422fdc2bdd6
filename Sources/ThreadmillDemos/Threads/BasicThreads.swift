// SPDX-License-Identifier: Apache-2.0

/// The seed's first section: threads that start together and end one after another.
struct BasicThreads: Demo {
  let info = DemoInfo(
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
      .init("join() starts a thread.", "start() does; join() only waits for its end."),
      .init(
        "Threads run in the order in which they were started.",
        "The system decides; only their delays make this staircase."
      ),
    ],
    barTitle: "TASK",
    knobs: [
      .threads(seed: 3),
      .size(
        "the step of the staircase: thread i takes i + 1 times as long",
        seed: .milliseconds(100)
      ),
      .work, .rounds, .speed,
    ]
  )
}
