// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct FutureWordTests {
    private let fresh = FutureWord(rawValue: 0)

    @Test func `pending, running, settled`() throws {
      let running = try #require(fresh.starting())
      let settled = FutureWord(rawValue: running.rawValue + FutureWord.settledFromRunning)
      #expect([fresh.phase, running.phase, settled.phase] == [.pending, .running, .settled])
      #expect(!fresh.hasStarted && running.hasStarted && settled.hasStarted)
      #expect(settled.isSettled && !running.isSettled)
    }

    @Test func `cancel works only before the start`() throws {
      let cancelled = try #require(fresh.cancelling())
      #expect(cancelled.phase == .ending && cancelled.isCancelled && !cancelled.hasStarted)
      #expect(cancelled.starting() == nil && cancelled.ending() == nil)
      let settled = FutureWord(rawValue: cancelled.rawValue + FutureWord.settledFromEnding)
      #expect(settled.isSettled && settled.isCancelled && !settled.hasStarted)
      let running = try #require(fresh.starting())
      #expect(running.cancelling() == nil && running.refusing() == nil)
      #expect(running.abandoning() == nil && running.ending() != nil)
    }

    @Test func `a task enters one queue, once`() throws {
      let entering = try #require(fresh.entering())
      let queued = entering.queued()
      #expect(entering.isEntering && !entering.isQueued)
      #expect(queued.isQueued && !queued.isEntering)
      #expect(entering.entering() == nil && queued.entering() == nil)
      #expect(queued.starting()?.entering() == nil)
    }

    @Test(arguments: 0..<50)
    func `any sequence of steps starts once, ends once and forgets nobody`(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      for _ in 0..<Load.scaled(100, soak: 5_000) {
        var word = fresh
        var starts = 0
        var ends = 0
        for _ in 0..<random.below(20) {
          let before = word
          switch random.below(7) {
          case 0: take(word.starting(), &word, &starts)
          case 1: take(word.cancelling(), &word, &ends)
          case 2: take(word.refusing(), &word, &ends)
          case 3: take(word.abandoning(), &word, &ends)
          case 4: take(word.ending(), &word, &ends)
          case 5: if let next = word.withSleepers() { word = next }
          default:
            if word.phase == .ending {
              word = FutureWord(rawValue: word.rawValue + FutureWord.settledFromEnding)
            }
          }
          #expect(word.phase.rawValue >= before.phase.rawValue)
          #expect(starts <= 1 && ends <= 1 && word.hasStarted == (starts == 1))
          #expect(!before.mayHaveSleepers || word.mayHaveSleepers)
        }
      }
    }

    private func take(_ next: FutureWord?, _ word: inout FutureWord, _ count: inout Int) {
      guard let next else { return }
      word = next
      count += 1
    }
  }
}
