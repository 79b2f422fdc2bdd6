// SPDX-License-Identifier: Apache-2.0

/// How a worker process died with a task in its hands.
public struct WorkerLoss: Sendable, Hashable {
  /// The process that died.
  public var pid: Int32
  /// The signal that ended it, if one did.
  public var signal: Int32?
  /// Its exit code, if it exited.
  public var exit: Int32?
  /// The last of what it wrote to its standard error.
  public var errorTail: String

  /// Describes a death.
  public init(pid: Int32, signal: Int32?, exit: Int32?, errorTail: String) {
    self.pid = pid
    self.signal = signal
    self.exit = exit
    self.errorTail = errorTail
  }
}
