// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolStateMachineTests {
    typealias Machine = PoolStateMachine<Int>

    /// A machine whose workers all sleep.
    private func machine(workers: Int, maySearch: Bool = true) -> Machine {
      var machine = Machine(maySearch: maySearch)
      for index in machine.resize(to: workers).start { park(index, in: &machine) }
      return machine
    }

    private func park(_ index: Int, in machine: inout Machine) {
      _ = machine.next(for: index, isTired: true) { _ in .taken }
    }

    /// Asks what a worker does next; `nil` unless it is to run an item.
    private func take(_ machine: inout Machine, _ index: Int) -> (item: Int?, wake: Int?) {
      let (step, wake) = machine.next(for: index, isTired: true) { _ in .taken }
      guard case .run(let item) = step else { return (nil, wake) }
      return (item, wake)
    }

    @Test func `a burst wakes one worker, which wakes the next`() {
      var machine = machine(workers: 4)
      let wakes = (0..<5).map { machine.submit($0).wake }
      #expect(wakes == [3, nil, nil, nil, nil])
      let first = take(&machine, 3)
      #expect(first.item == 0 && first.wake == 2)
      let second = take(&machine, 2)
      #expect(second.item == 1 && second.wake == 1)
    }

    @Test func `a pool that may not search parks at once`() {
      var machine = Machine(maySearch: false)
      _ = machine.resize(to: 1)
      let (step, _) = machine.next(for: 0, isTired: false) { _ in .taken }
      guard case .park = step else {
        Issue.record("\(step)")
        return
      }
    }

    @Test func `a worker is dealt half of its share, and the rest wakes another`() {
      var machine = machine(workers: 2)
      for item in 0..<20 { _ = machine.submit(item) }
      var dealt: [Int] = []
      let (step, wake) = machine.next(
        for: 1,
        isTired: false,
        handSize: 32,
        claim: { _ in .taken },
        deal: { queue, count in dealt = (0..<count).compactMap { _ in queue.popFirst() } }
      )
      guard case .hand = step else {
        Issue.record("\(step)")
        return
      }
      #expect(dealt == [0, 1, 2, 3, 4] && wake == 0)
      machine.putBack([3, 4])
      #expect(take(&machine, 0).item == 3)
    }

    @Test func `the last worker waits for a cancellation that is not counted yet`() {
      var machine = machine(workers: 1)
      _ = machine.submit(0)
      _ = machine.drain()
      // Cancelled, and passed over, before the machine hears of it.
      let (early, _) = machine.next(for: 0, isTired: true) { _ in .hollow }
      let wake = machine.itemWasCancelled(0) { _ in true }
      let (late, _) = machine.next(for: 0, isTired: true) { _ in .hollow }
      #expect("\(early)" == "park" && wake == 0 && "\(late)" == "leave")
    }

    @Test func `the last worker waits for the rest of a bulk that is cancelled`() {
      var machine = machine(workers: 1)
      _ = machine.submit(0, count: 5, isWhole: false)
      _ = machine.next(for: 0, isTired: true, isWhole: { _ in false }, claim: { _ in .partly })
      _ = machine.cancelAll()
      let (early, _) = machine.next(for: 0, started: 1, isTired: true) { _ in .hollow }
      #expect("\(early)" == "park" && machine.wereCancelled(3) == nil)
      #expect(machine.wereCancelled(1) == 0)
      let (late, _) = machine.next(for: 0, started: 1, isTired: true) { _ in .hollow }
      #expect("\(late)" == "leave")
    }

    @Test func `the last worker waits for a cancellation also if it was to retire`() {
      var machine = machine(workers: 2)
      _ = machine.submit(0)
      _ = take(&machine, 1)
      _ = machine.submit(1)
      _ = machine.resize(to: 1)
      _ = machine.drain()
      let (other, _) = machine.next(for: 0, isTired: true) { _ in .hollow }
      let (early, _) = machine.next(for: 1, started: 1, isTired: true) { _ in .hollow }
      let wake = machine.itemWasCancelled(1) { _ in true }
      let (late, _) = machine.next(for: 1, started: 1, isTired: true) { _ in .hollow }
      #expect("\(other)" == "leave" && "\(early)" == "park" && wake == 1 && "\(late)" == "leave")
    }

    @Test func `the last worker runs what comes back although it was to retire`() {
      var machine = machine(workers: 2)
      _ = machine.submit(0)
      _ = machine.submit(1)
      _ = take(&machine, 1)
      // It is handed another one, which it gives back when nobody else is left.
      var given: [Int] = []
      _ = machine.next(
        for: 0,
        isTired: true,
        claim: { item in
          given.append(item)
          return .hollow
        }
      )
      _ = machine.resize(to: 1)
      _ = machine.drain()
      _ = machine.next(for: 0, isTired: true) { _ in .taken }
      machine.putBack(given)
      #expect(given == [1] && take(&machine, 1).item == 1)
    }

    @Test func `the searcher is handed the only item, and called for more`() {
      var machine = Machine(maySearch: true)
      _ = machine.resize(to: 2)
      park(1, in: &machine)
      _ = machine.next(for: 0, isTired: false) { _ in .taken }
      #expect(machine.searchingWorker == 0)
      var reached: [Int?] = []
      let first = machine.submit(7) { _, item in
        reached.append(item)
        return .handed
      }
      let second = machine.submit(8) { _, item in
        reached.append(item)
        return .busy
      }
      // It runs what it was handed: the other one is woken, and nobody is reached any more.
      let third = machine.submit(9) { _, _ in .handed }
      #expect(reached == [7, 8] && first.wake == nil && second.wake == 1 && third.wake == nil)
      #expect(machine.searchingWorker == nil && !machine.isQueueEmpty)
    }

    @Test func `a searcher that comes at once spares a wake`() {
      var machine = Machine(maySearch: true)
      _ = machine.resize(to: 2)
      park(1, in: &machine)
      _ = machine.next(for: 0, isTired: false) { _ in .taken }
      let bulk = machine.submit(7, count: 3, isWhole: false) { _, item in
        item == nil ? .coming : .handed
      }
      #expect(bulk.wake == nil && machine.submitted == 3)
      #expect(take(&machine, 0).item == 7)
    }

    @Test func `a searcher that was called and is held up lets another one come`() {
      var machine = Machine(maySearch: true)
      _ = machine.resize(to: 2)
      park(1, in: &machine)
      _ = machine.next(for: 0, isTired: false) { _ in .taken }
      #expect(machine.submit(7, isWhole: false) { _, _ in .coming }.wake == nil)
      machine.isHeldUp(0)
      #expect(machine.wakeIfNeeded() == 1)
      #expect(take(&machine, 1).item == 7)
    }

    @Test func `an item that cannot be claimed is passed over`() {
      var machine = machine(workers: 1)
      for item in 0..<3 { _ = machine.submit(item) }
      _ = machine.itemWasCancelled(0) { $0 == 0 }
      _ = machine.itemWasCancelled(1) { $0 <= 1 }
      let (step, _) = machine.next(for: 0, isTired: true) { $0 == 2 ? .taken : .hollow }
      guard case .run(2) = step else {
        Issue.record("\(step)")
        return
      }
      #expect(machine.submitted == 3 && machine.cancelledUnstarted == 2)
    }

    @Test func `shrinking retires the newest and wakes the sleeping ones`() {
      var machine = machine(workers: 4)
      let (start, wake) = machine.resize(to: 2)
      #expect(start.isEmpty)
      #expect(wake.sorted() == [2, 3])
      #expect((0..<4).map { machine.isRetiring($0) } == [false, false, true, true])
    }

    @Test func `growing again keeps retiring workers before it starts new ones`() {
      var machine = machine(workers: 4)
      _ = machine.resize(to: 2)
      let (start, wake) = machine.resize(to: 5)
      #expect(start == [4] && wake.isEmpty)
      #expect((0..<5).allSatisfy { !machine.isRetiring($0) })
    }

    @Test func `a worker on its way out is not called back`() {
      var machine = machine(workers: 2)
      _ = machine.resize(to: 1)
      let (step, _) = machine.next(for: 1, isTired: false) { _ in .taken }
      guard case .leave = step else {
        Issue.record("\(step)")
        return
      }
      #expect(machine.resize(to: 2).start == [2])
      machine.workerEnded(1)
      #expect(machine.aliveCount == 2)
      #expect(machine.resize(to: 3).start == [1])
    }

    @Test func `a woken worker that must leave passes the wake on`() {
      var machine = machine(workers: 2)
      #expect(machine.submit(1).wake == 1)
      _ = machine.resize(to: 1)
      let (step, wake) = machine.next(for: 1, isTired: false) { _ in .taken }
      guard case .leave = step else {
        Issue.record("\(step)")
        return
      }
      #expect(wake == 0)
    }

    @Test func `nothing is taken after the end`() {
      var machine = machine(workers: 1)
      #expect(machine.drain() == [0])
      #expect(machine.submit(1) == .closed)
      #expect(machine.submitted == 0 && machine.rejected == 0)
      #expect(take(&machine, 0).item == nil)
      machine.workerEnded(0)
      #expect(machine.isTerminated)
    }

    @Test func `pausing a pool that drains does not stop it`() {
      var machine = machine(workers: 1)
      _ = machine.submit(1)
      _ = machine.submit(2)
      _ = take(&machine, 0)
      _ = machine.drain()
      machine.pause()
      #expect(take(&machine, 0).item == 2)
    }

    @Test func `growing a pool that has ended starts nobody`() {
      var machine = machine(workers: 2)
      _ = machine.drain()
      machine.workerEnded(0)
      machine.workerEnded(1)
      #expect(machine.resize(to: 4).start.isEmpty)
      #expect(machine.isTerminated)
    }
  }
}
