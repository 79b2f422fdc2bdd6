// SPDX-License-Identifier: Apache-2.0

/// Results of a stream of inputs, worked off while they are read.
///
/// It pulls an input only when fewer than its limit are under way, so that a slow reader slows the
/// work and an endless input is no problem. Dropping it cancels what has not started. It can be
/// iterated once, by one thread at a time.
public final class ResultSequence<Output: Sendable, Failure: Error>: Sequence, IteratorProtocol {
  /// A result: the output, or why there is none.
  public typealias Element = Result<Output, TaskError<Failure>>

  /// What the next call of `start` brought.
  enum Start {
    case chunk(ChunkFuture<Output, Failure>)
    /// There is no further input.
    case end
    /// The input has failed; this is the last result.
    case failure(TaskError<Failure>)
  }

  private let order: ResultOrder
  private let limit: Int
  private let start: () -> Start
  private var underWay: [ChunkFuture<Output, Failure>] = []
  private let mailbox = CompletionMailbox<ChunkResults<Output, Failure>, CancellationError>()
  private var isExhausted = false
  private var inputFailure: TaskError<Failure>?
  /// Results that can be handed out, the next one last.
  private var ready: [Element] = []

  /// Creates the sequence; nothing is pulled yet.
  ///
  /// - Parameters:
  ///   - order: in which order results are handed out.
  ///   - limit: chunks under way at once, 1 or more.
  ///   - start: pulls one chunk of inputs and submits it.
  init(order: ResultOrder, limit: Int, start: @escaping () -> Start) {
    self.order = order
    self.limit = limit
    self.start = start
  }

  deinit { for chunk in underWay { chunk.future.cancel() } }

  /// Blocks until there is another result.
  ///
  /// - Returns: it, or `nil` when all have been handed out.
  @available(*, noasync)
  public func next() -> Element? {
    while true {
      if let result = ready.popLast() { return result }
      fill()
      guard let chunk = takeChunk() else { break }
      ready = chunk.waitUnwrapped().reversed()
    }
    return inputFailure.take().map(Element.failure)
  }

  private func fill() {
    while !isExhausted && underWay.count < limit {
      switch start() {
      case .chunk(let chunk):
        underWay.append(chunk)
        if order == .completion { mailbox.expect(chunk.future) }
      case .end:
        isExhausted = true
      case .failure(let failure):
        inputFailure = failure
        isExhausted = true
      }
    }
  }

  private func takeChunk() -> ChunkFuture<Output, Failure>? {
    guard !underWay.isEmpty else { return nil }
    guard order == .completion, let ended = mailbox.take(until: nil),
      let place = underWay.firstIndex(where: { $0.future == ended })
    else { return underWay.removeFirst() }
    return underWay.remove(at: place)
  }
}
