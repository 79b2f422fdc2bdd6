// SPDX-License-Identifier: Apache-2.0

/// Those who wait on one side of a queue, guarded by the lock of the other side, which brings what they
/// wait for.
///
/// **Waking threads.** At most one sleeper is on its way at a time; who arrives and sees that there is more
/// for others wakes the next one. So a stream costs one wake for each time somebody has slept, not one for
/// each item. No wake is lost: whoever leaves its sleep, for whatever reason, takes the mark away that
/// somebody is on its way, and looks.
///
/// **Waking tasks.** Nobody wakes the next task, so each item, and each place, calls one: as long as some
/// are in line, as many are on their way as there are items, or places. Who is called always looks, also
/// if it wanted to go at that moment; who then has to wait again joins the line only when nothing is there.
@usableFromInline
struct WaitingSide {
  /// Threads that sleep, or are about to.
  @usableFromInline var sleeping = 0
  /// Whether one of them is on its way.
  @usableFromInline var isOneComing = false
  /// Whether there is anybody in the line.
  @usableFromInline var hasLine = false
  /// Asynchronous tasks.
  private var line = WaitLine()

  init() {}

  /// Whether somebody has to be woken when there is something for this side.
  @usableFromInline var isWanted: Bool {
    @inlinable @inline(__always) get { sleeping != 0 && !isOneComing || hasLine }
  }

  /// Whom to wake for so many items or places.
  mutating func call(for count: Int = 1) -> QueueCall {
    var call = QueueCall()
    guard count > 0 else { return call }
    if sleeping > 0 && !isOneComing {
      isOneComing = true
      call.wakesThread = true
    }
    if hasLine {
      call.task = line.popFirst()
      if count > 1 { call.moreTasks = line.pop(upTo: count - 1) }
      hasLine = !line.isEmpty
    }
    return call
  }

  /// A thread has slept, and looks.
  mutating func hasSlept() {
    sleeping -= 1
    isOneComing = false
  }

  /// Takes all asynchronous tasks out of the line.
  mutating func takeLine() -> [Waiter] {
    hasLine = false
    return line.pop(upTo: .max)
  }

  mutating func join() -> Waiter {
    hasLine = true
    return line.join()
  }

  /// - Returns: `false` if it was called before.
  mutating func leave(_ waiter: Waiter) -> Bool {
    let wasThere = line.leave(waiter)
    hasLine = !line.isEmpty
    return wasThere
  }

  var waiting: Int { sleeping + line.count }
}
