// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillTelemetry

/// Everything of a pool that is touched only under its lock.
struct PoolState {
  typealias Machine = PoolStateMachine<FutureCore>

  var machine: Machine
  /// What workers that have ended add up to.
  var retired = WorkerTotals()
  /// By worker index; a slot stays until its index is used again.
  private(set) var slots: [WorkerSlot?] = []
  private var laden = LadenHands()
  /// The pool itself, if nobody else holds it and its worker has not ended.
  var orphan: PoolStorage?

  init(maySearch: Bool) { machine = Machine(maySearch: maySearch) }

  // MARK: Slots

  func slot(_ index: Int?) -> WorkerSlot? { index.flatMap { slots[$0] } }

  /// Frees the places of workers that have ended; a new one is seen as soon as it has a slot.
  mutating func clearSlots(_ indices: [Int]) {
    for index in indices {
      while slots.count <= index { slots.append(nil) }
      slots[index] = nil
    }
  }

  mutating func install(_ slot: WorkerSlot) { slots[slot.index] = slot }

  // MARK: Hands

  /// Decides what a worker does next; see ``PoolStateMachine``.
  mutating func next(
    for slot: WorkerSlot,
    isTired: Bool,
    isHolding: Bool,
    handSize: Int
  ) -> (step: Machine.Step, wake: WorkerSlot?) {
    takeBackFromHands()
    var part = 0..<0
    let workers = machine.working
    let (step, wake) = machine.next(
      for: slot.index,
      started: slot.startedCount,
      isTired: isTired,
      isHolding: isHolding,
      handSize: handSize,
      isWhole: { !$0.isBulk },
      claim: { item in
        guard item.isBulk else { return item.start() ? .taken : .hollow }
        let bulk = unsafe unsafeDowncast(item, to: BulkTask.self)
        part = bulk.take(
          upTo: Machine.fairShare(of: bulk.left, upTo: handSize, workers: workers)
        )
        bulk.isListed = bulk.left > 0
        return part.isEmpty ? .hollow : bulk.isListed ? .partly : .taken
      },
      deal: { queue, count in slot.hand.fill(from: &queue, upTo: count) }
    )
    if case .hand = step {
      laden.note(slot)
    } else if case .run(let item) = step, item.isBulk {
      slot.hand.fill(unsafe unsafeDowncast(item, to: BulkTask.self), part)
      if part.count > 1 { laden.note(slot) }
      return (.hand, self.slot(wake))
    }
    return (step, self.slot(wake))
  }

  /// Takes what is left of a bulk out of its queue, which has been emptied.
  mutating func cancelRest(of bulk: BulkTask) -> Int {
    var count = 0
    while bulk.left > 0 {
      let part = bulk.take(upTo: bulk.left)
      bulk.abandon(part)
      count += part.count
    }
    machine.wereCancelled(count)
    return count
  }

  /// Nothing lies in a hand while others are idle, or for long behind a long task.
  private mutating func takeBackFromHands() {
    while !laden.isEmpty {
      let isNeeded = machine.isQueueEmpty
      machine.putBack(laden.look(isNeeded: isNeeded))
      if !isNeeded || !machine.isQueueEmpty { return }
    }
  }

  /// Lets the state machine see everything that has not started.
  mutating func takeBackAll() {
    if !laden.isEmpty { machine.putBack(laden.takeAll()) }
  }
}
