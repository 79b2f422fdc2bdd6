// SPDX-License-Identifier: Apache-2.0

import ThreadmillTelemetry

/// How many workers are in a state.
package struct Tally: Sendable, Hashable {
  /// The state's word.
  package var word: String
  /// How it looks.
  package var role: Role
  /// Workers in that state.
  package var count: Int
}

extension Tally {
  /// One entry per state word, in the order in which they are shown.
  static let none: [Tally] = [
    Tally(word: "run", role: .running, count: 0),
    Tally(word: "wait", role: .waiting, count: 0),
    Tally(word: "block", role: .blocked, count: 0),
    Tally(word: "held", role: .idle, count: 0),
    Tally(word: "idle", role: .idle, count: 0),
    Tally(word: "done", role: .done, count: 0),
    Tally(word: "failed", role: .failed, count: 0),
    Tally(word: "lost", role: .failed, count: 0),
    Tally(word: "cancel", role: .cancelled, count: 0),
  ]

  /// Where a worker counts in ``none``.
  static func index(of worker: WorkerSnapshot, isHeld: Bool) -> Int {
    if isHeld || worker.isHeld, worker.state.isBusy { return 3 }
    return switch worker.state {
    case .running: 0
    case .waiting: 1
    case .blocked: 2
    case .starting, .idle: 4
    case .finished: 5
    case .failed: 6
    case .lost: 7
    case .cancelled: 8
    }
  }
}
