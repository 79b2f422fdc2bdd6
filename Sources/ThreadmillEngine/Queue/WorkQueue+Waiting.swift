// SPDX-License-Identifier: Apache-2.0

/// How those wait for whom there is nothing, or no room.
extension WorkQueue {
  /// Whether a wait is longer than the spin, which is 20 µs.
  ///
  /// Whoever asks for less as a rule comes again at once. Would it spin each time, it would never give up
  /// its CPU, which those need for whom it waits.
  private static func isWorthSpinning(until deadline: Deadline?) -> Bool {
    guard let deadline else { return true }
    return deadline.nanoseconds.saturatingSubtract(MonotonicClock.nanoseconds) > 20_000
  }

  // MARK: Threads

  /// Blocks until there may be an item.
  ///
  /// - Throws: ``QueueError/closed``.
  @usableFromInline
  @inline(never)
  func waitForItem() throws(QueueError) { _ = try waitForItem(until: nil, nil) }

  /// Blocks until there may be room.
  ///
  /// - Throws: ``QueueError/closed``.
  @usableFromInline
  @inline(never)
  func waitForRoom() throws(QueueError) { _ = try waitForRoom(until: nil, nil) }

  /// Blocks until there may be an item.
  ///
  /// - Returns: `called` if there was one a moment ago.
  /// - Throws: ``QueueError/closed``.
  private func waitForItem(
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    try wait(.consumers, until: deadline, interruption)
  }

  /// Blocks until there may be room.
  ///
  /// - Returns: `called` if there was some a moment ago.
  /// - Throws: ``QueueError/closed``.
  private func waitForRoom(
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    try wait(.producers, until: deadline, interruption)
  }

  func get(
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> Element? {
    while true {
      if let element = ends.takeIfAny() { return element }
      if try waitForItem(until: deadline, interruption) != .called { return nil }
    }
  }

  func get(atMost count: Int, until deadline: Deadline?) throws(QueueError) -> [Element] {
    while true {
      let batch = ends.takeBatch(count)
      if !batch.isEmpty { return batch }
      if try waitForItem(until: deadline, nil) != .called { return [] }
    }
  }

  func put(
    _ element: Element,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    while !ends.putIfRoom(element) {
      let end = try waitForRoom(until: deadline, interruption)
      guard end == .called else { return end }
    }
    return .called
  }

  private func wait(
    _ side: QueueSide,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    if Self.isWorthSpinning(until: deadline) {
      var back = StepBack(pauses: side == .consumers ? ends.pause.now : 16, yields: 16)
      spin: while back.next() {
        switch ends.look(side) {
        case true?:
          if side == .consumers { ends.pause.found(ends.depth, limit: ends.limit) }
          return .called
        case false?: break spin
        case nil: continue
        }
      }
    }
    let meter = side == .consumers ? getMeter : putMeter
    var isClosed = false
    // One wait, however often it looks in between.
    let sleep = { () -> WaitEnd in
      while true {
        if interruption?.isRequested == true { return .interrupted }
        if let answer = self.ends.sleep(side, until: Interruption.nextLook(interruption, deadline))
        {
          isClosed = !answer
          return answer ? .called : .late
        }
        if deadline?.hasPassed == true { return .late }
      }
    }
    let end = meter?.sleeping(sleep) ?? sleep()
    if isClosed { throw .closed }
    return end
  }

  private static func answer(_ isReady: Bool) throws(QueueError) -> WaitEnd {
    guard isReady else { throw .closed }
    return .called
  }

  // MARK: Asynchronous tasks

  func get(until deadline: Deadline?) async throws(QueueError) -> Element? {
    while true {
      if let element = ends.takeIfAny() { return element }
      if try await wait(.consumers, until: deadline) != .called { return nil }
    }
  }

  func get(atMost count: Int, until deadline: Deadline?) async throws(QueueError) -> [Element] {
    while true {
      let batch = ends.takeBatch(count)
      if !batch.isEmpty { return batch }
      if try await wait(.consumers, until: deadline) != .called { return [] }
    }
  }

  func put(_ element: Element, until deadline: Deadline?) async throws(QueueError) -> WaitEnd {
    while !ends.putIfRoom(element) {
      let end = try await wait(.producers, until: deadline)
      guard end == .called else { return end }
    }
    return .called
  }

  private func wait(_ side: QueueSide, until deadline: Deadline?) async throws(QueueError)
    -> WaitEnd
  {
    switch ends.join(side) {
    case .answer(let isReady): return try Self.answer(isReady)
    case .line(let waiter):
      let meter = side == .consumers ? getMeter : putMeter
      let suspend = { () async -> WaitEnd in
        let end = await waiter.suspend(until: deadline)
        // Who was called at that moment has to look, or the call would be lost.
        return end == .called || !self.ends.leave(side, waiter) ? .called : end
      }
      return if let meter { await meter.suspending(suspend) } else { await suspend() }
    }
  }
}
