// SPDX-License-Identifier: Apache-2.0

/// How somebody waits at the other end for what is brought there.
extension QueueEnds {
  enum Place {
    /// There is what the side waits for, or with `false` there never will be.
    case answer(Bool)
    case line(Waiter)
  }

  /// Whether there is what a side waits for; `false` if there never will be, `nil` if not yet.
  ///
  /// Under the lock of the other end, where it misses nothing. It may be ready by mistake, because the own end
  /// has moved meanwhile; then the side finds nothing and looks again. Without a lock it is a guess.
  func look(_ side: QueueSide) -> Bool? {
    switch side {
    case .consumers: depth > 0 ? true : isClosed ? false : nil
    case .producers: isClosed ? false : room > 0 ? true : nil
    }
  }

  /// Sleeps until there may be what a side waits for, once.
  ///
  /// - Returns: `true` if there is, `false` if there never will be, `nil` if not yet.
  func sleep(_ side: QueueSide, until deadline: Deadline?) -> Bool? {
    lock(side)
    if let isReady = look(side) {
      unlock(side)
      return isReady
    }
    if deadline?.hasPassed == true {
      unlock(side)
      return nil
    }
    change(side) { $0.sleeping += 1 }
    switch side {
    case .consumers: _ = notEmpty.wait(releasing: putLock, until: deadline)
    case .producers: _ = notFull.wait(releasing: takeLock, until: deadline)
    }
    change(side) { $0.hasSlept() }
    let isReady = look(side)
    // More than this one will take: the next one comes, too.
    let isMore = isReady == true && hasMore(side)
    let call = isMore ? change(side) { $0.call() } : QueueCall()
    unlock(side)
    wake(side, call)
    return isReady
  }

  private func hasMore(_ side: QueueSide) -> Bool {
    switch side {
    case .consumers: depth > 1
    case .producers: room > 1
    }
  }

  /// A place in the line of asynchronous tasks, unless there is what they wait for.
  func join(_ side: QueueSide) -> Place {
    lock(side)
    defer { unlock(side) }
    return if let isReady = look(side) { .answer(isReady) } else {
      .line(change(side) { $0.join() })
    }
  }

  /// Leaves the line.
  ///
  /// - Returns: `false` if it was called before.
  func leave(_ side: QueueSide, _ waiter: Waiter) -> Bool {
    lock(side)
    defer { unlock(side) }
    return change(side) { $0.leave(waiter) }
  }

  func wake(_ side: QueueSide, _ call: QueueCall) {
    if call.wakesThread {
      switch side {
      case .consumers: notEmpty.notifyOne()
      case .producers: notFull.notifyOne()
      }
    }
    call.callTasks()
  }

  // MARK: The lock under which a side waits

  private func lock(_ side: QueueSide) {
    switch side {
    case .consumers: putLock.acquire()
    case .producers: takeLock.acquire()
    }
  }

  private func unlock(_ side: QueueSide) {
    switch side {
    case .consumers: putLock.release()
    case .producers: takeLock.release()
    }
  }

  private func change<Result>(
    _ side: QueueSide,
    _ body: (inout WaitingSide) -> Result
  ) -> Result {
    switch side {
    case .consumers: unsafe body(&consumers)
    case .producers: unsafe body(&producers)
    }
  }
}
