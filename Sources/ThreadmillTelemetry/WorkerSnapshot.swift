// SPDX-License-Identifier: Apache-2.0

/// One worker at one instant: the data of one lane.
public struct WorkerSnapshot: Sendable, Hashable, Identifiable {
  /// The worker's index in its pool, counted from 0; an index is used again after its worker ended.
  public var id: Int
  /// The worker's name; the operating system shows its first 15 bytes.
  public var name: String
  /// What it is made of.
  public var kind: WorkerKind
  /// What it does now.
  public var state: WorkerState
  /// Time it has been in `state`; `nil` while timestamps are sampled.
  public var stateAge: Duration?
  /// What a blocked worker waits for, such as `lock "counter"`.
  public var blockedOn: String?
  /// Whether it stands still at a pause point.
  public var isHeld: Bool
  /// Whether it ends after the task in its hands.
  public var isRetiring: Bool
  /// From the request to create it until its first instruction; `nil` before that.
  public var startLatency: Duration?
  /// The task in its hands, if it is busy.
  public var task: TaskSnapshot?
  /// Tasks whose body returned.
  public var finished: UInt64
  /// Tasks whose body threw.
  public var failed: UInt64
  /// Tasks that stopped because they were cancelled while they ran.
  public var cancelled: UInt64
  /// Total time with a task in its hands, the current one included; while timestamps are sampled,
  /// breaks under 10 ms between two tasks count too.
  public var busy: Duration
  /// Total queue wait of the tasks it took.
  ///
  /// Exact as long as all tasks were timed. Where timestamps were sampled, the wait of one task
  /// stands for those of its untimed neighbours, and so it does in the sum for ever.
  public var queueWait: Duration
  /// Total time spent waiting for locks inside tasks.
  public var lockWait: Duration
  /// Total time its tasks were blocked by what its lane shows: primitives and queues that have a name, and
  /// what they called I/O.
  ///
  /// ``lockWait`` is part of it.
  public var blocked: Duration
  /// Service time of the last task that was timed.
  public var lastService: Duration?
  /// CPU time it has received; `nil` where the system does not tell.
  public var cpu: Duration?

  /// Creates the picture of one worker; everything but its identity has the value of a new worker.
  public init(
    id: Int,
    name: String,
    kind: WorkerKind,
    state: WorkerState,
    stateAge: Duration? = nil,
    blockedOn: String? = nil,
    isHeld: Bool = false,
    isRetiring: Bool = false,
    startLatency: Duration? = nil,
    task: TaskSnapshot? = nil,
    finished: UInt64 = 0,
    failed: UInt64 = 0,
    cancelled: UInt64 = 0,
    busy: Duration = .zero,
    queueWait: Duration = .zero,
    lockWait: Duration = .zero,
    blocked: Duration = .zero,
    lastService: Duration? = nil,
    cpu: Duration? = nil
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.state = state
    self.stateAge = stateAge
    self.blockedOn = blockedOn
    self.isHeld = isHeld
    self.isRetiring = isRetiring
    self.startLatency = startLatency
    self.task = task
    self.finished = finished
    self.failed = failed
    self.cancelled = cancelled
    self.busy = busy
    self.queueWait = queueWait
    self.lockWait = lockWait
    self.blocked = blocked
    self.lastService = lastService
    self.cpu = cpu
  }
}
