// SPDX-License-Identifier: Apache-2.0

/// The one object behind a future, its promise and its task.
@usableFromInline
package final class FutureStorage<Success: Sendable, Failure: Error>: FutureCore,
  @unchecked Sendable
{
  /// How the future ends.
  @usableFromInline package typealias Outcome = Result<Success, TaskError<Failure>>

  // Safety: written once, before the core announces it, and read only after that was seen.
  @usableFromInline var kept: Outcome?

  @inlinable
  override init(name: String?, body: Body?) {
    super.init(name: name, body: body)
  }

  /// The outcome, once there is one.
  @inlinable
  var outcome: Outcome? { isSettled ? settledOutcome : nil }

  /// The outcome of a future that is known to have ended.
  @inlinable
  var settledOutcome: Outcome { kept ?? .failure(wayItNeverRan()) }

  /// Gives the future its outcome; `false` if it has one already.
  @discardableResult
  @usableFromInline
  func settle(_ outcome: Outcome) -> Bool {
    guard beginSettling() else { return false }
    kept = outcome
    announce()
    return true
  }

  /// Runs `body` and keeps what comes of it.
  @inlinable
  func keep(
    _ body: (borrowing WorkContext) throws(Failure) -> Success,
    _ context: borrowing WorkContext
  ) -> TaskEnding {
    do throws(Failure) {
      kept = .success(try body(context))
      return .finished
    } catch {
      let failure = TaskError(thrown: error, context)
      kept = .failure(failure)
      return failure.ending
    }
  }

  var state: FutureState {
    switch outcome {
    case .success: .finished
    case .failure(.cancelled): .cancelled
    case .failure: .failed
    case nil: hasStarted ? .running : .pending
    }
  }
}
