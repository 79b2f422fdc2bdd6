// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// What a crew was asked and what came of it.
package struct CrewOutcome<Value: Sendable>: Sendable {
  /// How one thread ended.
  package struct End: Sendable {
    /// The thread's number.
    package var index: Int
    /// Its value, or why it has none.
    package var result: Result<Value, TaskError<CancellationError>>

    /// Joins a thread and keeps how it ended.
    package init(
      _ index: Int,
      joining join: @autoclosure () throws(TaskError<CancellationError>) -> Value
    ) {
      self.init(index: index, result: Result(catching: join))
    }

    /// Creates an end.
    package init(index: Int, result: Result<Value, TaskError<CancellationError>>) {
      self.index = index
      self.result = result
    }
  }

  /// What was asked, in order.
  package var orders: [CrewOrder]
  /// How the threads ended, in the order in which they were started.
  package var ends: [End]

  /// Creates an outcome.
  package init(orders: [CrewOrder], ends: [End]) {
    self.orders = orders
    self.ends = ends
  }

  /// The values of those that returned one, in the order in which they were started.
  package var values: [Value] { ends.compactMap { try? $0.result.get() } }

  /// The same threads, of which only counts whether they returned: for values that no oracle knows.
  package var returned: CrewOutcome<Bool> {
    CrewOutcome<Bool>(
      orders: orders,
      ends: ends.map { .init(index: $0.index, result: $0.result.map { _ in true }) }
    )
  }

  /// Threads that were cancelled.
  package var cancelledCount: Int { ends.count { $0.result.isCancelled } }
}

extension CrewOutcome where Value: Equatable {
  /// Compares with what the knob `workers` has asked for.
  ///
  /// If no knob was turned, that is one thread for each number below its value and nothing else;
  /// otherwise what was decided at each turn.
  ///
  /// - Parameters:
  ///   - round: whose knobs count.
  ///   - value: what thread `index` returns.
  /// - Returns: the first difference in one sentence, or `nil` if there is none.
  package func mismatch(_ round: RoundReport, expecting value: (Int) -> Value) -> String? {
    if round.wasTurned { return mismatch(expecting: value) }
    let asked = (0..<round.settings.workers).map { CrewOrder.start($0) }
    return CrewOutcome(orders: asked, ends: ends).mismatch(expecting: value)
  }

  /// Carries out the orders one after another, without threads, and compares.
  ///
  /// A thread must have started for every order to, and returned the value of its number; it may
  /// have been cancelled only if that was ordered.
  ///
  /// - Parameter value: what thread `index` returns.
  /// - Returns: the first difference in one sentence, or `nil` if there is none.
  package func mismatch(expecting value: (Int) -> Value) -> String? {
    var expected: [(index: Int, mayBeCancelled: Bool)] = []
    for order in orders {
      switch order {
      case .start(let index):
        expected.append((index, false))
      case .cancel(let index):
        guard let last = expected.lastIndex(where: { $0.index == index }) else { continue }
        expected[last].mayBeCancelled = true
      }
    }
    guard ends.count == expected.count else {
      return "\(expected.count) threads were asked for, \(ends.count) ended"
    }
    for (end, order) in zip(ends, expected) {
      if let difference = difference(end, order.index, order.mayBeCancelled, value) {
        return difference
      }
    }
    return nil
  }

  private func difference(
    _ end: End,
    _ index: Int,
    _ mayBeCancelled: Bool,
    _ value: (Int) -> Value
  ) -> String? {
    guard end.index == index else { return "expected Thread-\(index), got Thread-\(end.index)" }
    switch end.result {
    case .success(let got):
      let wanted = value(index)
      return got == wanted ? nil : "Thread-\(index) returned \(got), expected \(wanted)"
    case .failure(let error):
      return mayBeCancelled && end.result.isCancelled ? nil : "Thread-\(index): \(error)"
    }
  }
}

extension Result where Failure == TaskError<CancellationError> {
  /// Whether the thread was cancelled.
  fileprivate var isCancelled: Bool {
    if case .failure(.cancelled) = self { true } else { false }
  }
}
