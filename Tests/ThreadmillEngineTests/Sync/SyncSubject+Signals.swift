// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

extension SyncSubject {
  static let event = Self(description: "event", kind: .event) {
    let event = Event(name: "it")
    return Parts(
      wait: { context in try event.wait(in: context) },
      timed: { limit in try event.wait(upTo: limit) },
      release: { event.set() },
      isIdle: { event.isSet && event.waiting == 0 },
      snapshot: { event.snapshot() },
      suspended: { try await event.wait() },
      timedSuspended: { limit in try await event.wait(upTo: limit) }
    )
  }

  static let latch = Self(description: "latch", kind: .latch) {
    let latch = try Latch(count: 1, name: "it")
    return Parts(
      wait: { context in try latch.wait(in: context) },
      timed: { limit in try latch.wait(upTo: limit) },
      release: { try? latch.countDown() },
      isIdle: { latch.remaining == 0 },
      snapshot: { latch.snapshot() },
      suspended: { try await latch.wait() },
      timedSuspended: { limit in try await latch.wait(upTo: limit) }
    )
  }

  static let condition = Self(description: "condition", kind: .condition) {
    let box = ConditionBox(name: "it")
    return Parts(
      wait: { context in
        box.lock.acquire()
        defer { try? box.lock.release() }
        try box.changed.wait(releasing: box.lock, in: context)
      },
      timed: { limit in
        box.lock.acquire()
        defer { try? box.lock.release() }
        return try box.changed.wait(releasing: box.lock, upTo: limit)
      },
      release: { box.notify() },
      isIdle: { box.waiting == 0 && box.isFree },
      snapshot: { box.snapshot() }
    )
  }

  static let predicate = Self(description: "condition with predicate", kind: .condition) {
    let box = ConditionBox(name: "it")
    return Parts(
      wait: { context in
        box.lock.acquire()
        defer { try? box.lock.release() }
        try box.changed.wait(for: { box.tokens > 0 }, releasing: box.lock, in: context)
      },
      timed: { limit in
        box.lock.acquire()
        defer { try? box.lock.release() }
        return try box.changed.wait(for: { box.tokens > 0 }, releasing: box.lock, upTo: limit)
      },
      release: { box.give() },
      isIdle: { box.waiting == 0 && box.isFree },
      snapshot: { box.snapshot() }
    )
  }

  static let barrier = Self(description: "barrier", kind: .barrier) {
    let barrier = try Barrier(parties: 2, name: "it")
    return Parts(
      wait: { context in try barrier.wait(in: context) },
      timed: { limit in
        do {
          try barrier.wait(upTo: limit)
          return true
        } catch SyncError.brokenBarrier {
          barrier.reset()
          return false
        }
      },
      release: { _ = try? barrier.wait(upTo: .zero) },
      isIdle: { barrier.waiting == 0 },
      snapshot: { barrier.snapshot() },
      suspended: { try await barrier.wait() },
      timedSuspended: { limit in
        do {
          try await barrier.wait(upTo: limit)
          return true
        } catch SyncError.brokenBarrier {
          barrier.reset()
          return false
        }
      }
    )
  }
}
