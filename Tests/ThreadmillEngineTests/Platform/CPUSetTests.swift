// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite(.watched) struct CPUSetTests {
    @Test(arguments: [
      ([], "none"), ([0], "0"), ([1, 0], "0-1"), ([3, 1, 2, 6, 0], "0-3,6"), ([5, 5, 5], "5"),
      ([63, 64, 65], "63-65"), ([127, 129], "127,129"), ([262_143], "262143"), ([-1, 2], "2"),
      ([Int.min, Int.max, 262_144], "none"),
    ]) func `a set is what it was made of, written as the system writes it`(
      numbers: [Int],
      text: String
    ) {
      let set = CPUSet(numbers)
      let expected = Set(numbers.filter(CPUSet.numberRange.contains)).sorted()
      #expect(set.numbers == expected)
      #expect(set.count == expected.count && set.isEmpty == expected.isEmpty)
      #expect(set.description == text)
      #expect(expected.allSatisfy(set.contains))
      #expect(!set.contains(-1) && !set.contains(.max) && !set.contains(262_144))
      #expect(!set.contains((expected.last ?? -1) + 1))
    }

    @Test func `order and repetition make no other set`() {
      #expect(CPUSet([1, 70, 1]) == [70, 1])
      #expect(Set([CPUSet([2, 3]), [3, 2], [3]]).count == 2)
    }

    @Test func `what is allowed is what the affinity mask says`() async throws {
      #expect(CPUSet.allowed.count == ProcessFacts.affinityCount)
      #expect(CPUSet.allowed.count == CPUs.available)
    }

    @Test func `a pinned thread says so, runs there, and speaks for nobody else`() async throws {
      try await onThread {
        let allowed = CPUSet.allowed
        for number in allowed.numbers {
          let (error, mask, places) = concurrently(1) { _ in
            let error = CPUSet([number]).pinCurrentThread()
            let mask = CPUSet.ofCurrentThread
            let places = (0..<200).compactMap { _ -> Int? in
              sched_yield()
              return CPUSet.currentNumber
            }
            return (error, mask, Set(places))
          }[0]
          #expect(error == 0)
          #expect(mask == [number])
          #expect(places == [number])
        }
        #expect(CPUSet.allowed == allowed)
      }
    }

    @Test func `a thread that is pinned can be let go again`() async throws {
      try await onThread {
        let allowed = CPUSet.allowed
        let masks = concurrently(1) { _ in
          let before = CPUSet.ofCurrentThread
          _ = CPUSet(allowed.numbers.prefix(1)).pinCurrentThread()
          let error = allowed.pinCurrentThread()
          return (before, error, CPUSet.ofCurrentThread)
        }[0]
        #expect(masks.0 == allowed && masks.1 == 0 && masks.2 == allowed)
      }
    }

    /// A number that no CPU of the machine has; the process may be allowed fewer than there are.
    private static var absentNumber: Int {
      max(sysconf(Int32(_SC_NPROCESSORS_CONF)), (CPUSet.allowed.numbers.last ?? 0) + 1)
    }

    @Test func `a CPU that is not there is refused and changes nothing`() async throws {
      try await onThread {
        let absent = Self.absentNumber
        let seen = concurrently(1) { _ in
          let before = CPUSet.ofCurrentThread
          let errors = [CPUSet([absent]), [262_143], []].map { $0.pinCurrentThread() }
          return (errors, before == CPUSet.ofCurrentThread)
        }[0]
        #expect(seen.0 == [EINVAL, EINVAL, EINVAL])
        #expect(seen.1)
      }
    }

    @Test func `of two CPUs of which one is not there the other is taken`() async throws {
      try await onThread {
        let numbers = CPUSet.allowed.numbers
        let first = try #require(numbers.first)
        let absent = Self.absentNumber
        let seen = concurrently(1) { _ in
          (CPUSet([first, absent]).pinCurrentThread(), CPUSet.ofCurrentThread)
        }[0]
        #expect(seen.0 == 0 && seen.1 == [first])
      }
    }
  }
}
