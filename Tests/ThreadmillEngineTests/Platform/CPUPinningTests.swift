// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite(.watched) struct CPUPinningTests {
    private static let allowed: CPUSet = [0, 1, 4]

    @Test(
      arguments: [
        (CPUPinning.none, [nil, nil, nil, nil]), (.each, [0, 1, 4, 0]), (.to([4]), [4, 4, 4, 4]),
        (.to([4, 0]), [4, 0, 4, 0]), (.to([1, 1, 0]), [1, 1, 0, 1]),
        (.to([]), [nil, nil, nil, nil]),
      ] as [(CPUPinning, [Int?])]
    )
    func `workers go round`(pinning: CPUPinning, numbers: [Int?]) {
      let sets = (0..<4).map { pinning.cpus(forWorker: $0, allowed: Self.allowed) }
      #expect(sets == numbers.map { $0.map { [$0] } })
      #expect(pinning.cpus(forWorker: -1, allowed: Self.allowed) == nil)
    }

    @Test func `a worker of a pool of 4096 has a place as well`() {
      #expect(CPUPinning.each.cpus(forWorker: 4095, allowed: Self.allowed) == [0])
      #expect(CPUPinning.each.cpus(forWorker: 7, allowed: []) == nil)
    }

    @Test(arguments: [CPUPinning.none, .each, .to([0]), .to([4, 1, 0]), .to([1, 1])])
    func `what is allowed is taken`(pinning: CPUPinning) throws {
      try pinning.validate(allowed: Self.allowed)
    }

    @Test(arguments: [
      (CPUPinning.to([2]), "CPUs to pin to must be within 0-1,4, got 2"),
      (.to([0, 7, 1, -3]), "CPUs to pin to must be within 0-1,4, got 7, -3"),
      (.to([]), "CPUs to pin to must be within 0-1,4, got none"),
      (.to([Int.max]), "CPUs to pin to must be within 0-1,4, got 9223372036854775807"),
    ]) func `what is not allowed is refused in one sentence`(pinning: CPUPinning, text: String) {
      let error = #expect(throws: PoolError.self) { try pinning.validate(allowed: Self.allowed) }
      #expect(error?.code == .pinning)
      #expect(error?.description == text)
    }

    @Test func `where nothing is allowed only no pinning is taken`() throws {
      try CPUPinning.none.validate(allowed: [])
      #expect(throws: PoolError.self) { try CPUPinning.each.validate(allowed: []) }
    }

    @Test func `each of this machine's CPUs can be pinned to`() async throws {
      try await onThread {
        let allowed = CPUSet.allowed
        try CPUPinning.each.validate()
        try CPUPinning.to(allowed.numbers.reversed()).validate()
        let seen = concurrently(allowed.count * 2) { index -> CPUSet? in
          guard let cpus = CPUPinning.each.cpus(forWorker: index, allowed: allowed),
            cpus.pinCurrentThread() == 0
          else { return nil }
          return CPUSet.ofCurrentThread
        }
        #expect(seen.compactMap { $0?.numbers.first } == allowed.numbers + allowed.numbers)
      }
    }
  }
}
