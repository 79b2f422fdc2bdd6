// SPDX-License-Identifier: Apache-2.0

/// How those wait for whom there is nothing, or no room.
///
/// An attempt is to take or to put; it is made again whenever there may be what it needs, and all of it is
/// one wait, however often somebody else is faster.
extension WorkQueue {
  /// Whether a wait is longer than the spin, which is 20 µs.
  ///
  /// Whoever asks for less as a rule comes again at once. Would it spin each time, it would never give up
  /// its CPU, which those need for whom it waits.
  private static func isWorthSpinning(until deadline: Deadline?) -> Bool {
    guard let deadline else { return true }
    return deadline.nanoseconds.saturatingSubtract(MonotonicClock.nanoseconds) > 20_000
  }

  private func meter(_ side: QueueSide) -> SyncMeter? { side == .consumers ? getMeter : putMeter }

  // MARK: Threads

  /// Takes an item, and sleeps until there is one.
  ///
  /// - Throws: ``QueueError/closed``.
  @usableFromInline
  @inline(never)
  func getAsleep() throws(QueueError) -> Element {
    while true {
      // Without a limit it gives up only if it throws.
      if let element = try sleep(.consumers, until: nil, nil, { self.ends.takeIfAny() }) {
        return element
      }
    }
  }

  /// Puts an item, and sleeps until there is room.
  ///
  /// - Throws: ``QueueError/closed``.
  @usableFromInline
  @inline(never)
  func putAsleep(_ element: Element) throws(QueueError) {
    _ = try sleep(.producers, until: nil, nil) { self.ends.putIfRoom(element) ? true : nil }
  }

  func get(
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> Element? {
    try wait(.consumers, until: deadline, interruption) { self.ends.takeIfAny() }
  }

  func get(atMost count: Int, until deadline: Deadline?) throws(QueueError) -> [Element] {
    try wait(.consumers, until: deadline, nil) { self.ends.takeBatch(count) } ?? []
  }

  func put(
    _ element: Element,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    let isIn = try wait(.producers, until: deadline, interruption) {
      self.ends.putIfRoom(element) ? true : nil
    }
    return isIn == nil ? .late : .called
  }

  /// Attempts something until it succeeds.
  ///
  /// - Returns: what it has brought; `nil` if the limit has passed or the task was asked to stop first.
  /// - Throws: ``QueueError/closed``.
  private func wait<Result>(
    _ side: QueueSide,
    until deadline: Deadline?,
    _ interruption: Interruption?,
    _ attempt: @escaping () -> Result?
  ) throws(QueueError) -> Result? {
    repeat {
      if let result = attempt() { return result }
    } while spin(side, until: deadline)
    return try sleep(side, until: deadline, interruption, attempt)
  }

  /// Attempts something whenever it may succeed, and sleeps in between.
  ///
  /// - Returns: as ``wait(_:until:_:_:)``.
  /// - Throws: ``QueueError/closed``.
  private func sleep<Result>(
    _ side: QueueSide,
    until deadline: Deadline?,
    _ interruption: Interruption?,
    _ attempt: @escaping () -> Result?
  ) throws(QueueError) -> Result? {
    var result: Result?
    var isClosed = false
    let body = { () -> WaitEnd in
      while true {
        if interruption?.isRequested == true { return .interrupted }
        switch self.ends.sleep(side, until: Interruption.nextLook(interruption, deadline)) {
        case true?:
          result = attempt()
          if result != nil { return .called }
        case false?:
          isClosed = true
          return .late
        case nil: if deadline?.hasPassed == true { return .late }
        }
      }
    }
    _ = meter(side)?.sleeping(body) ?? body()
    if isClosed { throw .closed }
    return result
  }

  /// Looks for a moment whether an attempt may succeed: most waits are shorter than a sleep.
  ///
  /// - Returns: `false` if it is time to sleep.
  @usableFromInline
  @inline(never)
  func spin(_ side: QueueSide) -> Bool { spin(side, until: nil) }

  private func spin(_ side: QueueSide, until deadline: Deadline?) -> Bool {
    guard Self.isWorthSpinning(until: deadline) else { return false }
    var back = StepBack(pauses: side == .consumers ? ends.pause.now : 16, yields: 16)
    while back.next() {
      if let isReady = ends.look(side) {
        if isReady && side == .consumers { ends.pause.found(ends.depth, limit: ends.limit) }
        return isReady
      }
      if deadline?.hasPassed == true { return false }
    }
    return false
  }

  // MARK: Asynchronous tasks

  func get(until deadline: Deadline?) async throws(QueueError) -> Element? {
    try await wait(.consumers, until: deadline) { self.ends.takeIfAny() }
  }

  func get(atMost count: Int, until deadline: Deadline?) async throws(QueueError) -> [Element] {
    try await wait(.consumers, until: deadline) { self.ends.takeBatch(count) } ?? []
  }

  func put(_ element: Element, until deadline: Deadline?) async throws(QueueError) -> WaitEnd {
    let isIn = try await wait(.producers, until: deadline) {
      self.ends.putIfRoom(element) ? true : nil
    }
    return isIn == nil ? .late : .called
  }

  /// Attempts something until it succeeds.
  ///
  /// - Returns: what it has brought; `nil` if the limit has passed or the task was cancelled first.
  /// - Throws: ``QueueError/closed``.
  private func wait<Result>(
    _ side: QueueSide,
    until deadline: Deadline?,
    _ attempt: @escaping () -> Result?
  ) async throws(QueueError) -> Result? {
    if let result = attempt() { return result }
    var result: Result?
    var isClosed = false
    let suspend = { () async -> WaitEnd in
      while true {
        switch self.ends.join(side) {
        case .answer(false):
          isClosed = true
          return .late
        case .answer(true): break
        case .line(let waiter):
          let end = await waiter.suspend(until: deadline)
          // Who was called at that moment has to look, or the call would be lost.
          guard end == .called || !self.ends.leave(side, waiter) else { return end }
        }
        result = attempt()
        if result != nil { return .called }
      }
    }
    _ = if let meter = meter(side) { await meter.suspending(suspend) } else { await suspend() }
    if isClosed { throw .closed }
    return result
  }
}
