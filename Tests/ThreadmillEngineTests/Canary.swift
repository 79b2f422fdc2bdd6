// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport

/// An object that tells when it is freed.
final class Canary: Sendable {
  private let deaths: Tally

  init(_ deaths: Tally) { self.deaths = deaths }
  deinit { deaths.add() }

  /// Does nothing, so that a closure has to keep it.
  func sing() {}
}
