// SPDX-License-Identifier: Apache-2.0

extension CrewOutcome {
  /// Whether something that was counted beside the threads agrees with what they returned.
  ///
  /// Cancelled threads return nothing, but may have been counted before.
  ///
  /// - Parameters:
  ///   - counted: by somebody else, for all threads together.
  ///   - returned: the same by what the threads returned.
  /// - Returns: whether both are equal, or it was counted more and somebody was cancelled.
  package func allows(_ counted: Int, where returned: Int) -> Bool {
    cancelledCount == 0 ? counted == returned : counted >= returned
  }
}

extension CrewOutcome<Int> {
  /// What the threads returned, added up.
  package var sum: Int { values.reduce(0, +) }
}
