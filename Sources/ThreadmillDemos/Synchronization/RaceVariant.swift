// SPDX-License-Identifier: Apache-2.0

/// How the threads of ``LockRace`` add to their counter.
package enum RaceVariant: String, Sendable, Hashable, CaseIterable {
  /// Read, add and write under one lock.
  case lock
  /// Read, add and write without any: atomic each, but not together.
  case split
  /// The same, and now and then the CPU is given away between the read and the write.
  case yielding = "yield"
  /// One atomic addition.
  case atomic
  /// Read, add and write under a lock that never sleeps.
  case spin
  /// A counter for each thread, summed up at the end.
  case sharded
  /// Read, add and write under one of two locks.
  case wrongLock = "wrong-lock"
  /// One lock around the whole loop.
  case coarse

  /// Whether it promises that no update is lost.
  package var isExact: Bool { self != .split && self != .yielding && self != .wrongLock }

  /// What stands before the counter's value, in the seed's words.
  package var lineStart: String {
    switch self {
    case .lock: "Counter with lock"
    case .split: "Counter without lock"
    case .yielding: "Counter without lock, yielding"
    case .atomic: "Counter with atomic add"
    case .spin: "Counter with spin lock"
    case .sharded: "Counter in shards"
    case .wrongLock: "Counter with two locks"
    case .coarse: "Counter with one long lock"
    }
  }
}
