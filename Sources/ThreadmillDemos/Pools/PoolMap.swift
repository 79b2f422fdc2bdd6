// SPDX-License-Identifier: Apache-2.0

/// The seed's second look at its pool: the same downloads through `map`.
struct PoolMap: Demo {
  let info = DemoInfo(
    id: "pool-map",
    group: "Pools",
    title: "Thread Pool: map",
    seedSection: "ThreadPoolExecutor with map()",
    lesson:
      "map() returns results in input order, whoever finishes first; chunks trade queueing for balance.",
    misconceptions: [
      .init(
        "Results in order mean that tasks ran in order.",
        "They ran as workers were free; map() puts the results back in input order."
      ),
      .init(
        "A larger chunk is always faster.",
        "It saves queueing, but the worker with the last chunk works while the others have nothing to do."
      ),
    ],
    barTitle: "CHUNK",
    knobs: [
      .poolWorkers(seed: 4),
      .size("how long a download takes", seed: .milliseconds(100)),
      .tasks(seed: 10),
      Knob(
        "chunk",
        "downloads that a worker takes at a time",
        unit: "tasks",
        kind: .int(1...100_000),
        seedValue: .int(1)
      ),
      .work, .rounds, .speed,
    ]
  )
}
