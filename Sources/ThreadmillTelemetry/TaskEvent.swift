// SPDX-License-Identifier: Apache-2.0

/// Something that happened to a task or to a worker.
public struct TaskEvent: Sendable, Hashable {
  /// What happened.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// A task was accepted.
    case queued
    /// A worker took it.
    case running
    /// Its body returned.
    case finished
    /// Its body threw.
    case failed
    /// It was cancelled.
    case cancelled
    /// It died with its worker.
    case lost
    /// It was refused.
    case rejected
    /// A worker was started.
    case workerStarted
    /// A worker ended.
    case workerEnded
  }

  /// Monotonic time at which it happened; only differences mean something.
  public var time: Duration
  /// The name of the pool in which it happened; `nil` for a thread of its own.
  public var pool: String?
  /// The task, if one is concerned.
  public var task: UInt64?
  /// The task's name, if it has one.
  public var taskName: String?
  /// The worker, if one is concerned.
  public var worker: Int?
  /// What happened.
  public var state: State
  /// The process in which it happened.
  public var pid: Int32
  /// The signal that ended a worker process.
  public var signal: Int32?
  /// The exit code that ended a worker process.
  public var exit: Int32?

  /// Creates an event.
  public init(
    time: Duration,
    pool: String? = nil,
    task: UInt64? = nil,
    taskName: String? = nil,
    worker: Int? = nil,
    state: State,
    pid: Int32,
    signal: Int32? = nil,
    exit: Int32? = nil
  ) {
    self.time = time
    self.pool = pool
    self.task = task
    self.taskName = taskName
    self.worker = worker
    self.state = state
    self.pid = pid
    self.signal = signal
    self.exit = exit
  }
}
