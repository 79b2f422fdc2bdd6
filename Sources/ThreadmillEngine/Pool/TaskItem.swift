// SPDX-License-Identifier: Apache-2.0

/// A task and its future in one object: the only allocation of a submission besides the closure.
final class TaskItem<Success: Sendable, Failure: Error>: FutureStorage<Success, Failure>, WorkItem,
  @unchecked Sendable
{
  typealias Body = @Sendable (borrowing WorkContext) throws(Failure) -> Success

  let id: UInt64
  let name: String?
  let submittedAt: Int64
  // Safety: touched by the submitter before the item is shared, then by whoever the future's state
  // machine lets start or cancel it: exactly one of the two.
  private var body: Body?
  private var pool: PoolStorage?
  private var result: Outcome?

  init(id: UInt64, name: String?, submittedAt: Int64, pool: PoolStorage, body: @escaping Body) {
    self.id = id
    self.name = name
    self.submittedAt = submittedAt
    self.pool = pool
    self.body = body
  }

  var isCancelledInQueue: Bool { isHollow }
  func cancelInQueue() -> Bool { cancel() }

  func claim() -> Bool {
    guard start() else { return false }
    pool = nil
    return true
  }

  override func didCancel() {
    body = nil
    pool.take()?.itemWasCancelled(self)
  }

  func run(_ context: borrowing WorkContext) -> TaskEnding {
    // Taken out, so that what it has captured is freed before anybody sees the result.
    guard let body = body.take() else { return .cancelled }
    do throws(Failure) {
      result = .success(try body(context))
      return .finished
    } catch {
      let isCancelled = error is CancellationError && context.isCancelled
      result = .failure(isCancelled ? .cancelled : .failed(error))
      return isCancelled ? .cancelled : .failed
    }
  }

  func publish() {
    if let result = result.take() { settle(result) }
  }
}
