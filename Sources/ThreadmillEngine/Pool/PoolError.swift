// SPDX-License-Identifier: Apache-2.0

/// Why a pool or a thread could not be made or changed.
public struct PoolError: Error, Hashable, CustomStringConvertible {
  /// The kinds of refusal; new ones may come.
  public struct Code: Sendable, Hashable {
    private enum Kind: Hashable {
      case workerCount, threadCreation, shutDown, alreadyStarted, pinning, retry, queueLimit
      case recycling, stackSize
    }
    private let kind: Kind

    /// The worker count is outside the pool's range.
    public static let workerCount = Code(kind: .workerCount)
    /// The system refused to start a thread; ``PoolError/errno`` says why.
    public static let threadCreation = Code(kind: .threadCreation)
    /// The pool has been shut down.
    public static let shutDown = Code(kind: .shutDown)
    /// The thread was started before.
    public static let alreadyStarted = Code(kind: .alreadyStarted)
    /// Workers were to be pinned to CPUs on which the process may not run, or to none.
    public static let pinning = Code(kind: .pinning)
    /// The limit of a queue is out of its range.
    public static let queueLimit = Code(kind: .queueLimit)
    /// The number of tasks after which workers are replaced is out of its range.
    public static let recycling = Code(kind: .recycling)
    /// The size of a thread's stack is out of its range.
    public static let stackSize = Code(kind: .stackSize)
    /// A number of a ``RetryPolicy`` is out of its range.
    public static let retry = Code(kind: .retry)
  }

  /// What kind of refusal this is.
  public let code: Code
  /// One sentence for the person who reads it, with value and allowed range.
  public let message: String
  /// The system's error number, if it was the system that refused.
  public let errno: Int32?

  init(_ code: Code, _ message: String, _ errno: Int32? = nil) {
    self.code = code
    self.message = message
    self.errno = errno
  }

  static func shutDown(_ pool: String) -> PoolError {
    PoolError(.shutDown, "pool \"\(pool)\" has been shut down")
  }

  static func workerCount(_ count: Int, allowed: ClosedRange<Int>) -> PoolError {
    PoolError(.workerCount, "workers must be \(allowed), got \(count)")
  }

  static func queueLimit(_ count: Int, allowed: ClosedRange<Int>) -> PoolError {
    PoolError(.queueLimit, "the queue's limit must be \(allowed), got \(count)")
  }

  static func recycling(_ count: Int, allowed: ClosedRange<Int>) -> PoolError {
    PoolError(.recycling, "recycleAfter must be \(allowed), got \(count)")
  }

  static func stackSize(_ bytes: Int, allowed: ClosedRange<Int>) -> PoolError {
    PoolError(.stackSize, "a thread's stack must be \(allowed) bytes, got \(bytes)")
  }

  static func pinning(_ cpus: [Int], allowed: CPUSet) -> PoolError {
    let got = cpus.isEmpty ? "none" : cpus.map(String.init).joined(separator: ", ")
    return PoolError(.pinning, "CPUs to pin to must be within \(allowed), got \(got)")
  }

  static func retry(_ name: String, _ allowed: String, _ value: some Any) -> PoolError {
    PoolError(.retry, "\(name) must be \(allowed), got \(value)")
  }

  /// The message, with the system's error number if there is one.
  public var description: String { errno.map { "\(message) (errno \($0))" } ?? message }
}
