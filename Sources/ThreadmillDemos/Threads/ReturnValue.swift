// SPDX-License-Identifier: Apache-2.0

/// The seed's second section: a thread's value must be put somewhere before it can be fetched.
struct ReturnValue: Demo {
  let info = DemoInfo(
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
        "Results come in the order in which the threads end.",
        "Joining in start order hands them out in start order."
      ),
    ],
    barTitle: "TASK",
    knobs: [
      .threads(seed: 5),
      .size("how long every thread takes", seed: .milliseconds(50)),
      .work, .rounds, .speed,
    ]
  )
}
