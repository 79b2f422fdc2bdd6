// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PacedWaitEndTests {
    @Test(.tags(.stress)) func `no wait ends before its time, however fast the pace is turned`()
      async throws
    {
      try await onThread {
        let pace = Pace(speed: 1000)
        let isOver = Gate()
        let early = concurrently(4) { thread -> [Duration] in
          var early: [Duration] = []
          if thread == 0 {
            for _ in 0..<Load.scaled(50_000, soak: 2_000_000) {
              pace.setSpeed(1000)
              pace.setSpeed(1)
            }
            isOver.open()
          } else {
            while !isOver.isOpen {
              let begin = pace.now
              try? pace.sleep(for: .milliseconds(2))
              let slept = pace.now - begin
              if slept < .milliseconds(2) { early.append(.milliseconds(2) - slept) }
            }
          }
          return early
        }.flatMap { $0 }
        #expect(early.isEmpty, "\(early.count) times, at most by \(early.max() ?? .zero)")
      }
    }
  }
}
