// SPDX-License-Identifier: Apache-2.0

/// What became of the pills of ``ProducerConsumer``.
package struct PillCount: Sendable, Hashable {
  /// Those that were put.
  package var put = 0
  /// Those that a consumer has taken.
  package var taken = 0

  /// No pills.
  package init() {}

  /// Those that nobody has taken.
  package var left: Int { put - taken }

  /// Both in short: `2 of 3 pills taken`.
  package var text: String { "\(taken) of \(Phrase.count(put, "pill")) taken" }
}
