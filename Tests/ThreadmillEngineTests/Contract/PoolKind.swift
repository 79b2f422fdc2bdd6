// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

/// Every pool that has to keep the contract.
enum PoolKind: Hashable, CustomTestStringConvertible {
  case serial
  case threads(Int)

  static let all: [PoolKind] = [.serial, .threads(1), .threads(2), .threads(4), .threads(13)]
  static let threaded: [PoolKind] = [.threads(1), .threads(2), .threads(8)]

  var testDescription: String {
    switch self {
    case .serial: "SerialPool"
    case .threads(let count): "ThreadPool of \(count)"
    }
  }

  var workers: Int {
    switch self {
    case .serial: 1
    case .threads(let count): count
    }
  }

  func make(
    name: String = "contract",
    pace: Pace? = nil,
    events: EventHub? = nil
  ) throws(PoolError) -> any ClosurePool {
    switch self {
    case .serial: SerialPool(name: name, pace: pace, events: events)
    case .threads(let count):
      try ThreadPool(workers: count, name: name, pace: pace, events: events)
    }
  }
}

/// Gives a blocking body a pool, and afterwards shuts it down and audits its books.
func withPool<Result: Sendable>(
  _ kind: PoolKind,
  deadline: Duration = .seconds(60),
  events: EventHub? = nil,
  _ name: String = #function,
  _ body: (any ClosurePool) throws -> Result
) async throws -> Result {
  try await onThread(deadline: deadline, name) {
    let pool = try kind.make(events: events)
    defer { audit(pool.shutdown(.drain), of: pool) }
    return try body(pool)
  }
}

/// What must hold of any pool that has been shut down.
func audit(_ report: ShutdownReport, of pool: any ClosurePool) {
  let snapshot = pool.snapshot()
  #expect(report.isComplete && report.stillRunning.isEmpty)
  #expect(snapshot.isShutDown && snapshot.workers.isEmpty)
  #expect(snapshot.counts.isConserved && snapshot.counts.lost == 0)
  #expect(snapshot.counts.queued == 0 && snapshot.counts.running == 0)
}
