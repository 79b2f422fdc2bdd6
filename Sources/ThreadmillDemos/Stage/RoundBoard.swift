// SPDX-License-Identifier: Apache-2.0

/// What a round shows besides its workers: results, notes on lanes, and what was done when.
struct RoundBoard: Sendable {
  /// Results that are kept for the eye.
  private static let resultLimit = 64

  /// Results in the order in which they were handed out, newest last.
  private(set) var results: [String] = []
  /// What the demo says of a worker, by the worker's index.
  var notes: [Int: String] = [:]
  /// The seed's result line, once the round has come to it.
  var resultLine: String?
  /// What was done when, in paced time since the round's start.
  var curve = DoneCurve()
  /// How long the tasks of the round have worked, added up, in real time.
  var worked: Duration = .zero
  /// The same curve of the round before.
  private(set) var previousCurve: DoneCurve?
  /// Paced time at which the round started.
  private(set) var pacedStart: Duration = .zero

  /// Adds a result.
  mutating func handOut(_ result: String) {
    if results.count == Self.resultLimit { results.removeFirst() }
    results.append(result)
  }

  /// Wipes the board for another round; the one before leaves its curve if it was complete.
  mutating func begin(at paced: Duration, keepsCurve: Bool) {
    previousCurve = keepsCurve ? curve : nil
    results = []
    notes = [:]
    resultLine = nil
    curve = DoneCurve()
    worked = .zero
    pacedStart = paced
  }
}
