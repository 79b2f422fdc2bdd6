// SPDX-License-Identifier: Apache-2.0

// The benchmark program: `bench W1 W2 memory` prints one JSON object a line; without arguments, all.
import Glibc

let workloads: [any Workload.Type] = [
  TaskThroughput.self, RoundTrip.self, ParallelMap.self, ComputeBound.self, QueueThroughput.self,
  LockContention.self, BlockingSleeps.self,
  ThreadLife.self, QueueMemory.self, AsyncJobs.self, TelemetryPrice.self,
]
let known = workloads.map { $0.name }
let wanted = CommandLine.arguments.count > 1 ? Array(CommandLine.arguments.dropFirst()) : known

/// Says on standard error why there will be no (further) rows, and ends.
func give(up reason: String) -> Never {
  let line = "bench: \(reason)\n"
  _ = write(STDERR_FILENO, line, line.utf8.count)
  exit(2)
}

// All names before the first measurement: a full run takes minutes.
let chosen: [any Workload.Type] = wanted.map { name in
  guard let workload = workloads.first(where: { $0.name == name }) else {
    give(up: "no workload \"\(name)\": there is \(known.joined(separator: ", "))")
  }
  return workload
}
for workload in chosen {
  do { try workload.run() } catch { give(up: "\(workload.name): \(error)") }
}
