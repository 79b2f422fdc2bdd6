// SPDX-License-Identifier: Apache-2.0

/// What keeps the philosophers of ``Deadlock`` from waiting for each other in a ring.
package enum DiningCure: String, Sendable, Hashable, CaseIterable {
  /// Nothing: left fork, then right fork.
  case none
  /// The fork of the lower number first, for all.
  case order
  /// One philosopher fewer than forks may reach for them at a time.
  case arbiter
  /// Whoever finds the second fork taken lays the first one down.
  case tryLock = "try"
  /// Whoever waits too long for the second fork lays the first one down.
  case timeout

  /// Whether a ring can never close; with a timeout it can, and opens again by itself.
  package var preventsCycles: Bool { self != .none && self != .timeout }

  /// What it is called in a sentence.
  package var phrase: String {
    switch self {
    case .none: "no cure"
    case .order: "forks in one order"
    case .arbiter: "an arbiter"
    case .tryLock: "try and back off"
    case .timeout: "a timeout"
    }
  }
}
