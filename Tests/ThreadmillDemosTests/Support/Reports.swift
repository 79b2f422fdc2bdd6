// SPDX-License-Identifier: Apache-2.0
import ThreadmillDemos
import ThreadmillEngine

/// Rounds and crews that are made up, to feed an oracle with.
enum Reports {
  /// A round of `demo` with the seed's settings and these changes.
  static func round(
    _ demo: any Demo,
    _ assignments: [String: String] = [:],
    wasTurned: Bool = false
  ) throws -> RoundReport {
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    return RoundReport(settings: settings, wasTurned: wasTurned, time: .seconds(1))
  }

  /// Threads that were asked for and returned these values; `nil` was cancelled.
  static func crew(_ values: [Int?]) -> CrewOutcome<Int> {
    let starts = values.indices.map { CrewOrder.start($0) }
    let cancels = values.indices.filter { values[$0] == nil }.map { CrewOrder.cancel($0) }
    return CrewOutcome(
      orders: starts + cancels,
      ends: values.enumerated().map { number, value in
        .init(index: number, result: value.map { .success($0) } ?? .failure(.cancelled))
      }
    )
  }
}
