// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

extension Crew {
  /// Waits for all threads of the round to end, added ones included.
  ///
  /// - Returns: what was asked of them and how they ended, in the order of their start.
  /// - Throws: `CancellationError` if the run was stopped.
  package func joinAll() throws(CancellationError) -> CrewOutcome<Value> {
    var ends: [CrewOutcome<Value>.End] = []
    while let (number, thread) = try next() {
      ends.append(CrewOutcome.End(number, joining: try thread.join()))
    }
    return CrewOutcome(orders: orders, ends: ends)
  }
}
