// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct WakeDescriptorTests {
    @Test func `a signal makes it readable until it is cleared`() {
      let wake = WakeDescriptor()
      #expect(wake.descriptor >= 0)
      #expect(!ProcessFacts.isReadable(wake.descriptor))
      wake.signal()
      wake.signal()
      #expect(ProcessFacts.isReadable(wake.descriptor))
      #expect(ProcessFacts.isReadable(wake.descriptor))
      wake.clear()
      #expect(!ProcessFacts.isReadable(wake.descriptor))
      wake.clear()
      wake.signal()
      #expect(ProcessFacts.isReadable(wake.descriptor))
    }

    @Test func `a million signals that nobody hears block nobody`() async throws {
      try await onThread {
        let wake = WakeDescriptor()
        for _ in 0..<Load.scaled(20_000, soak: 1_000_000) { wake.signal() }
        wake.clear()
        #expect(!ProcessFacts.isReadable(wake.descriptor))
      }
    }

    /// In a process of its own, because others open and close descriptors, too.
    @Test func `it closes its descriptor when it goes`() async {
      await #expect(processExitsWith: .success) {
        let before = ProcessFacts.descriptorCount
        for _ in 0..<200 { WakeDescriptor().signal() }
        // The test library's own event loop opens a handful meanwhile.
        #expect(ProcessFacts.descriptorCount < before + 100)
      }
    }

    @Test func `a wake from another thread is heard`() async throws {
      try await onThread {
        let wake = WakeDescriptor()
        for _ in 0..<200 {
          let thread = PlainThread { wake.signal() }
          #expect(eventually { ProcessFacts.isReadable(wake.descriptor) })
          wake.clear()
          thread.join()
        }
      }
    }
  }
}
