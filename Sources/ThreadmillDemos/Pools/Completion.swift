// SPDX-License-Identifier: Apache-2.0

/// A task of ``AsCompletedDemo`` that has come back; times count from the first submission.
package struct Completion: Sendable, Hashable {
  /// The task's number.
  package var id: Int
  /// How long it really took.
  package var took: Duration
  /// When its work was done.
  package var endedAt: Duration
  /// When it lay ready to be taken, or somewhat later; `nil` if it was taken before that was noted.
  package var readyAt: Duration?
  /// When it was taken.
  package var takenAt: Duration

  /// Creates a completion.
  package init(
    id: Int,
    took: Duration = .zero,
    endedAt: Duration = .zero,
    readyAt: Duration? = nil,
    takenAt: Duration = .zero
  ) {
    self.id = id
    self.took = took
    self.endedAt = endedAt
    self.readyAt = readyAt
    self.takenAt = takenAt
  }

  /// Compares the order in which completions were taken with the order in which they ended.
  ///
  /// No tolerance is needed: one is wrong only if, when it was taken, another one had lain ready
  /// since before the end of its work. How long a busy system keeps a thread from running between
  /// its work and its announcement does not matter.
  ///
  /// - Parameter completions: in the order in which they were taken.
  /// - Returns: the last violation in one sentence, or `nil` if there is none.
  /// - Complexity: O(n).
  package static func misorder(_ completions: [Completion]) -> String? {
    var earliest: (id: Int, readyAt: Duration)?
    for completion in completions.reversed() {
      if completion.takenAt < completion.endedAt {
        return "task \(completion.id) was taken before it had ended"
      }
      if let earliest, earliest.readyAt < completion.endedAt {
        return "task \(completion.id) was taken before task \(earliest.id), which had ended first"
      }
      if let readyAt = completion.readyAt, earliest.map({ readyAt < $0.readyAt }) ?? true {
        earliest = (completion.id, readyAt)
      }
    }
    return nil
  }
}
