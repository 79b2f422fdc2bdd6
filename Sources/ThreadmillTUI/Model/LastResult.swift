// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// How the last run of a demo ended, for its row in Browse.
package struct LastResult: Sendable, Hashable {
  package var outcome: EndCard.Outcome
  package var check: OracleCheck
  package var rounds: Int
  /// The last complete round.
  package var makespan: Duration?
  package var resultLine: String?

  package init(_ card: EndCard) {
    outcome = card.outcome
    check = card.check
    rounds = card.rounds
    makespan = card.makespan
    resultLine = card.resultLine
  }
}
