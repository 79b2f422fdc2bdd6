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

  /// A side of the queue, and what it waits for.
  private enum Side { case consumers, producers }

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
      if let element = takeIfAny() { return element }
      if try waitForItem(until: deadline, interruption) != .called { return nil }
    }
  }

  func get(atMost count: Int, until deadline: Deadline?) throws(QueueError) -> [Element] {
    while true {
      let batch = takeBatch(count)
      if !batch.isEmpty { return batch }
      if try waitForItem(until: deadline, nil) != .called { return [] }
    }
  }

  func put(
    _ element: Element,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    while !putIfRoom(element) {
      let end = try waitForRoom(until: deadline, interruption)
      guard end == .called else { return end }
    }
    return .called
  }

  private func wait(
    _ side: Side,
    until deadline: Deadline?,
    _ interruption: Interruption?
  ) throws(QueueError) -> WaitEnd {
    if Self.isWorthSpinning(until: deadline) {
      var back = StepBack(pauses: 16, yields: 16)
      while back.next() {
        if let isReady = look(side) { return try Self.answer(isReady) }
      }
    }
    let meter = side == .consumers ? getMeter : putMeter
    var isReady = false
    // One wait, however often it looks in between.
    let sleep = { () -> WaitEnd in
      while true {
        if interruption?.isRequested == true { return .interrupted }
        if let answer = self.sleep(side, until: Interruption.nextLook(interruption, deadline)) {
          isReady = answer
          return .called
        }
        if deadline?.hasPassed == true { return .late }
      }
    }
    let end = meter?.sleeping(sleep) ?? sleep()
    return end == .called ? try Self.answer(isReady) : end
  }

  private static func answer(_ isReady: Bool) throws(QueueError) -> WaitEnd {
    guard isReady else { throw .closed }
    return .called
  }

  /// Whether there is what a side waits for; `false` if there never will be, `nil` if not yet.
  private func look(_ side: Side) -> Bool? { locked { Self.look(side, $0) } }

  private static func look(_ side: Side, _ state: borrowing QueueState<Element>) -> Bool? {
    switch side {
    case .consumers: state.depth > 0 ? true : state.isClosed ? false : nil
    case .producers: state.isClosed ? false : state.depth < state.limit ? true : nil
    }
  }

  /// Sleeps until there may be what a side waits for, once.
  ///
  /// - Returns: as ``look(_:)``.
  private func sleep(_ side: Side, until deadline: Deadline?) -> Bool? {
    lock.acquire()
    if let isReady = unsafe Self.look(side, state) {
      lock.release()
      return isReady
    }
    if deadline?.hasPassed == true {
      lock.release()
      return nil
    }
    change(side) { $0.sleeping += 1 }
    if side == .consumers {
      _ = notEmpty.wait(releasing: lock, until: deadline)
    } else {
      _ = notFull.wait(releasing: lock, until: deadline)
    }
    change(side) { side in
      side.sleeping -= 1
      side.isOneComing = false
    }
    let isReady = unsafe Self.look(side, state)
    // More than this one will take: the next one comes, too.
    let isMore = isReady == true && hasMore(side)
    let call = isMore ? callOne(side) : QueueCall()
    lock.release()
    wake(side, call)
    return isReady
  }

  private func change(_ side: Side, _ body: (inout WaitingSide) -> Void) {
    if side == .consumers { unsafe body(&state.consumers) } else { unsafe body(&state.producers) }
  }

  private func hasMore(_ side: Side) -> Bool {
    side == .consumers
      ? unsafe state.depth > 1 : unsafe state.depth < state.limit - 1
  }

  private func callOne(_ side: Side) -> QueueCall {
    var call = QueueCall()
    change(side) { call = $0.call() }
    return call
  }

  private func wake(_ side: Side, _ call: QueueCall) {
    if side == .consumers { wakeConsumers(call) } else { wakeProducers(call) }
  }

  func wakeConsumers(_ call: QueueCall) {
    if call.wakesThread { notEmpty.notifyOne() }
    call.callTasks()
  }

  func wakeProducers(_ call: QueueCall) {
    if call.wakesThread { notFull.notifyOne() }
    call.callTasks()
  }

  // MARK: Asynchronous tasks

  func get(until deadline: Deadline?) async throws(QueueError) -> Element? {
    while true {
      if let element = takeIfAny() { return element }
      if try await wait(.consumers, until: deadline) != .called { return nil }
    }
  }

  func get(atMost count: Int, until deadline: Deadline?) async throws(QueueError) -> [Element] {
    while true {
      let batch = takeBatch(count)
      if !batch.isEmpty { return batch }
      if try await wait(.consumers, until: deadline) != .called { return [] }
    }
  }

  func put(_ element: Element, until deadline: Deadline?) async throws(QueueError) -> WaitEnd {
    while !putIfRoom(element) {
      let end = try await wait(.producers, until: deadline)
      guard end == .called else { return end }
    }
    return .called
  }

  private enum Place {
    case answer(Bool)
    case line(Waiter)
  }

  private func wait(_ side: Side, until deadline: Deadline?) async throws(QueueError) -> WaitEnd {
    let place = locked { state -> Place in
      if let isReady = Self.look(side, state) { return .answer(isReady) }
      return .line(side == .consumers ? state.consumers.join() : state.producers.join())
    }
    switch place {
    case .answer(let isReady): return try Self.answer(isReady)
    case .line(let waiter):
      let meter = side == .consumers ? getMeter : putMeter
      let suspend = { () async -> WaitEnd in
        let end = await waiter.suspend(until: deadline)
        return end == .called || !self.leave(side, waiter) ? .called : end
      }
      return if let meter { await meter.suspending(suspend) } else { await suspend() }
    }
  }

  /// Leaves the line; who was called at that moment has to look, or the call would be lost.
  private func leave(_ side: Side, _ waiter: Waiter) -> Bool {
    locked { state in
      side == .consumers ? state.consumers.leave(waiter) : state.producers.leave(waiter)
    }
  }

  // MARK: Done

  func markDone(_ count: Int) throws(QueueError) {
    guard let joiners = locked({ $0.markDone(count) }) else { throw .doneTooOften }
    for waiter in joiners { waiter.call() }
  }

  func markFailed() { locked { $0.failed += 1 } }

  private func joinLine() -> Waiter? {
    locked { state in
      guard state.unfinished > 0 else { return nil }
      return state.joiners.join()
    }
  }

  private func leaveJoiners(_ waiter: Waiter, _ end: WaitEnd) -> WaitEnd {
    // Who is not there any more was taken out because everything is done.
    end == .called || !locked { $0.joiners.leave(waiter) } ? .called : end
  }

  func join(until deadline: Deadline?, _ interruption: Interruption?) -> WaitEnd {
    guard let waiter = joinLine() else { return .called }
    return leaveJoiners(waiter, waiter.sleep(until: deadline, interruption))
  }

  func join(until deadline: Deadline?) async -> WaitEnd {
    guard let waiter = joinLine() else { return .called }
    return leaveJoiners(waiter, await waiter.suspend(until: deadline))
  }

  /// Takes so many items at most.
  func takeBatch(_ count: Int) -> [Element] {
    let (batch, call) = locked { state -> ([Element], QueueCall) in
      let count = min(count, state.depth)
      guard count > 0 else { return ([], QueueCall()) }
      let batch = (0..<count).map { _ in state.take() }
      return (batch, state.callProducers(for: count))
    }
    wakeProducers(call)
    return batch
  }
}
