// SPDX-License-Identifier: Apache-2.0

/// The seed's tasks of different length, taken as they finish.
struct AsCompleted: Demo {
  let info = DemoInfo(
    id: "as-completed",
    group: "Pools",
    title: "as_completed",
    seedSection: "as_completed - Process Results as They Finish",
    lesson:
      "Taking results as they finish makes the batch no shorter, but the first answer comes early.",
    misconceptions: [
      .init(
        "as_completed() makes the batch faster.",
        "The last result comes at the same time; only the first ones come sooner."
      ),
      .init(
        "Results come in the order of submission.",
        "They come as they finish: here the shortest first, so task 3 before task 0."
      ),
    ],
    barTitle: "TASK",
    knobs: [
      .poolWorkers(seed: 4),
      .size("the shortest task; task i takes 4 - i % 4 times as long", seed: .milliseconds(100)),
      .tasks(seed: 8),
      .work, .rounds, .speed,
    ]
  )
}
