// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

@Suite struct CPULedgerTests {
  private func workers(_ cpu: [Int: Int?]) -> [WorkerSnapshot] {
    cpu.sorted { $0.key < $1.key }.map { id, seconds in
      WorkerSnapshot(
        id: id,
        name: "worker-\(id)",
        kind: .thread,
        state: .running,
        cpu: seconds.map { .seconds($0) }
      )
    }
  }

  @Test func `clocks that go on are counted once`() {
    var ledger = CPULedger()
    ledger.note(workers([0: 1, 1: 2]))
    ledger.note(workers([0: 3, 1: 2]))
    #expect(ledger.total == .seconds(5))
  }

  @Test func `what an ended worker has received stays`() {
    var ledger = CPULedger()
    ledger.note(workers([0: 1, 2: 4]))
    ledger.note(workers([0: 2]))
    ledger.note(workers([0: 2]))
    #expect(ledger.total == .seconds(6))
  }

  @Test func `an index that is used again belongs to a new worker`() {
    var ledger = CPULedger()
    ledger.note(workers([0: 5]))
    ledger.note(workers([0: 1]))
    #expect(ledger.total == .seconds(6))
    ledger.note(workers([0: nil]))
    #expect(ledger.total == .seconds(6))
    ledger.note([])
    #expect(ledger.total == .seconds(6))
  }
}
