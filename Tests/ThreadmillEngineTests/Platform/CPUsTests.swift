// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct CPUsTests {
    @Test func `a caller that is pinned to one CPU does not speak for the process`() async throws {
      try await onThread {
        let available = CPUs.available
        let (isPinned, seen) = concurrently(1) { _ in (Self.pin(), CPUs.available) }[0]
        #expect(available >= 1)
        if isPinned { #expect(seen == available) }
      }
    }

    private typealias GetCPU = @convention(c) () -> Int32
    private typealias SetAffinity = @convention(c) (Int32, Int, UnsafeRawPointer) -> Int32

    /// Pins the calling thread to the CPU on which it runs.
    ///
    /// By name, because the calls are GNU's own and the imported headers hide them.
    private static func pin() -> Bool {
      guard let current = dlsym(nil, "sched_getcpu"),
        let pin = dlsym(nil, "sched_setaffinity")
      else { return false }
      let cpu = Int(unsafeBitCast(current, to: GetCPU.self)())
      var mask = [UInt8](repeating: 0, count: 1024)
      guard mask.indices.contains(cpu / 8) else { return false }
      mask[cpu / 8] = 1 << (cpu % 8)
      return unsafeBitCast(pin, to: SetAffinity.self)(0, mask.count, mask) == 0
    }
  }
}
