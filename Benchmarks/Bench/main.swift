// SPDX-License-Identifier: Apache-2.0

// The benchmark program: `bench W1 W2 W3 telemetry` prints one JSON object a line.
import Glibc
import ThreadmillEngine

for name in CommandLine.arguments.dropFirst() {
  guard let workload = Workload.all[name] else {
    print(
      "bench: no workload \"\(name)\": there is \(Workload.all.keys.sorted().joined(separator: ", "))"
    )
    exit(2)
  }
  await workload()
}
