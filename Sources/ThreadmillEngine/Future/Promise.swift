// SPDX-License-Identifier: Apache-2.0

/// The write-once end of a ``Future``.
///
/// ```swift
/// let promise = Promise<Response, HTTPError>()
/// client.send(request) { response in try? promise.succeed(response) }
/// return promise.future
/// ```
///
/// A promise that goes away without having been kept fails its future with
/// ``TaskError/abandoned``, so that nobody waits for ever.
public final class Promise<Success: Sendable, Failure: Error>: Sendable {
  /// The future that this promise ends.
  public let future: Future<Success, Failure>

  /// Makes a pending future.
  public init() { future = Future(FutureStorage()) }

  deinit { future.storage.settle(.failure(.abandoned)) }

  /// Announces that the work has started: from now on the future cannot be cancelled.
  ///
  /// - Returns: `false` if the future has been cancelled, started or ended; do not start the work then.
  public func start() -> Bool { future.storage.core.start() }

  /// Ends the future.
  ///
  /// - Parameter outcome: a value or an error; the error arrives as ``TaskError/failed(_:)``.
  /// - Throws: ``PromiseError/alreadyCompleted`` if it has ended; its first outcome stays.
  ///
  /// Memory ordering: writes made before this call are visible to everybody who sees the outcome.
  public func complete(_ outcome: Result<Success, Failure>) throws(PromiseError) {
    guard future.storage.settle(outcome.mapError { .failed($0) }) else {
      throw .alreadyCompleted
    }
  }

  /// Ends the future with a value.
  ///
  /// - Parameter value: what those who wait are given.
  /// - Throws: ``PromiseError/alreadyCompleted`` if it has ended; its first outcome stays.
  public func succeed(_ value: Success) throws(PromiseError) { try complete(.success(value)) }

  /// Ends the future with an error.
  ///
  /// - Parameter error: what those who wait find in ``TaskError/failed(_:)``.
  /// - Throws: ``PromiseError/alreadyCompleted`` if it has ended; its first outcome stays.
  public func fail(_ error: Failure) throws(PromiseError) { try complete(.failure(error)) }
}
