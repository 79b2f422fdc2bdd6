// SPDX-License-Identifier: Apache-2.0

/// The seed's thread pool: ten downloads on four workers.
struct PoolSubmit: Demo {
  let info = DemoInfo(
    id: "pool-submit",
    group: "Pools",
    title: "Thread Pool: submit",
    seedSection: "ThreadPoolExecutor",
    lesson:
      "A pool is a queue with servers: tasks go in waves, and one worker more may save a wave.",
    misconceptions: [
      .init(
        "submit() runs the task.",
        "It queues it; a worker takes it when one is free."
      ),
      .init(
        "Twice the workers, half the time.",
        "Only while tasks wait in the queue, and for waiting tasks; 10 tasks on 8 workers still take 2 waves."
      ),
    ],
    barTitle: "TASK",
    knobs: [
      .poolWorkers(seed: 4),
      .size("how long a download takes", seed: .milliseconds(100)),
      .tasks(seed: 10),
      .work, .rounds, .speed,
    ]
  )
}
