// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// How the last run of a demo ended, for its row in Browse.
package struct LastResult: Sendable, Hashable {
  /// How it ended.
  package var outcome: EndCard.Outcome
  /// The oracle's word.
  package var check: OracleCheck
  /// Complete rounds.
  package var rounds: Int
  /// The last complete round.
  package var makespan: Duration?
  /// The seed's own result line.
  package var resultLine: String?

  /// Keeps what a card says.
  package init(_ card: EndCard) {
    outcome = card.outcome
    check = card.check
    rounds = card.rounds
    makespan = card.makespan
    resultLine = card.resultLine
  }
}
