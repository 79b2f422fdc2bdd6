// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct FutureStateMachineTests {
    typealias Machine = FutureStateMachine<Int>

    @Test func `pending, running, notifying, settled`() {
      var machine = Machine()
      var phases = [machine.phase]
      let answers = [machine.start(), machine.settle()]
      phases.append(machine.phase)
      let callbacks = machine.takeCallbacks()
      phases.append(machine.phase)
      #expect(answers == [true, true])
      #expect(phases == [.pending, .notifying, .settled])
      #expect(callbacks.isEmpty && machine.hasStarted)
    }

    @Test func `cancel works only before the start`() {
      var pending = Machine()
      let early = [pending.cancel(), pending.cancel(), pending.start(), pending.settle()]
      #expect(early == [true, false, false, false])
      #expect(!pending.hasStarted)
      var running = Machine()
      let late = [running.start(), running.cancel(), running.settle(), running.cancel()]
      #expect(late == [true, false, true, false])
    }

    @Test func `callbacks added while others run come in the next batch`() {
      var machine = Machine()
      let early = [machine.add(1), machine.add(2), machine.settle()]
      var batches = [machine.takeCallbacks()]
      let between = machine.add(3)
      batches.append(machine.takeCallbacks())
      batches.append(machine.takeCallbacks())
      let late = machine.add(4)
      #expect(early == [false, false, true] && !between && late)
      #expect(batches == [[1, 2], [3], []])
    }

    @Test(arguments: 0..<50)
    func `any sequence of operations ends once and keeps every callback`(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      for _ in 0..<Load.scaled(100, soak: 5_000) {
        var machine = Machine()
        var starts = 0
        var ends = 0
        var added = 0
        var ran: [Int] = []
        for _ in 0..<random.below(20) {
          let before = machine.phase
          switch random.below(5) {
          case 0: if machine.start() { starts += 1 }
          case 1: if machine.cancel() { ends += 1 }
          case 2: if machine.settle() { ends += 1 }
          case 3:
            if machine.add(added) { ran.append(added) }
            added += 1
          default:
            // Only the thread that ended it takes callbacks.
            if before == .notifying { ran += machine.takeCallbacks() }
          }
          #expect(Self.rank(machine.phase) >= Self.rank(before))
          #expect(starts <= 1 && ends <= 1)
          #expect(machine.hasStarted == (starts == 1))
        }
        if machine.settle() { ends += 1 }
        while machine.phase != .settled { ran += machine.takeCallbacks() }
        #expect(ends == 1)
        #expect(ran == Array(0..<added))
      }
    }

    private static func rank(_ phase: Machine.Phase) -> Int {
      switch phase {
      case .pending: 0
      case .running: 1
      case .notifying: 2
      case .settled: 3
      }
    }
  }
}
