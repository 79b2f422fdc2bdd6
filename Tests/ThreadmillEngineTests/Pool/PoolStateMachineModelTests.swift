// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct PoolStateMachineModelTests {
    static let seeds = Array(0..<UInt64(Load.scaled(150, soak: 3_000)))

    /// Walks `steps` random steps; `operations` picks what callers do.
    private func walk(
      _ seed: UInt64,
      steps: Int = 400,
      maySearch: Bool = true,
      handSize: Int = 1,
      _ operations: (inout PoolModel, inout SeededRandom) -> Void
    ) -> PoolModel {
      var random = SeededRandom(seed: seed &* 7919)
      var model = PoolModel(
        seed: seed,
        workers: 1 + random.below(6),
        maySearch: maySearch,
        handSize: handSize
      )
      for _ in 0..<steps where model.complaint == nil {
        if random.chance(40) { operations(&model, &random) } else { _ = model.step() }
        model.check()
      }
      return model
    }

    @Test(arguments: seeds)
    func `submit and cancel lose no task and no wake`(seed: UInt64) {
      var model = walk(seed, maySearch: seed % 2 == 0) { model, random in
        switch random.below(10) {
        case 0: model.cancelOne()
        case 1: model.hearCancellation()
        default: model.submit()
        }
      }
      model.settle()
      #expect(model.complaint == nil)
      #expect(model.taken == model.taken.sorted())
    }

    @Test(arguments: seeds)
    func `pause and resume hold everything back and let everything go`(seed: UInt64) {
      var model = walk(seed, maySearch: seed % 2 == 0) { model, random in
        switch random.below(8) {
        case 0: model.pause()
        case 1, 2: model.resume()
        case 3: model.cancelOne()
        case 4: model.hearCancellation()
        default: model.submit()
        }
      }
      model.settle()
      model.resume()
      model.settle()
      #expect(model.complaint == nil)
      #expect(model.queued.isEmpty)
    }

    @Test(arguments: seeds)
    func `items dealt several at a time are neither lost nor started twice`(seed: UInt64) {
      var model = walk(seed, steps: 600, handSize: 2 + Int(seed % 7)) { model, random in
        switch random.below(30) {
        case 0: model.pause()
        case 1, 2: model.resume()
        case 3: model.resizeIfIdle(to: 1 + random.below(5))
        case 4: model.cancelOne()
        case 5: model.hearCancellation()
        default: model.submit()
        }
      }
      model.resume()
      model.settle()
      #expect(model.complaint == nil)
      #expect(model.queued.isEmpty)
    }

    @Test(arguments: seeds) func `any sequence of sizes converges`(seed: UInt64) {
      var model = walk(seed, maySearch: seed % 2 == 0) { model, random in
        switch random.below(8) {
        case 0, 1, 2: model.resize(to: 1 + random.below(12))
        case 3: model.cancelOne()
        case 4: model.hearCancellation()
        default: model.submit()
        }
      }
      model.settle()
      #expect(model.complaint == nil)
      #expect(model.machine.aliveCount == model.machine.targetWorkers)
    }

    @Test(arguments: seeds)
    func `everything at once, then a drain, leaves nothing behind`(seed: UInt64) {
      var model = walk(seed, maySearch: seed % 3 != 0, handSize: 1 + Int(seed % 4), anything)
      model.drain()
      // Callers do not stop calling because the pool ends.
      var random = SeededRandom(seed: seed &+ 1)
      for _ in 0..<50 where model.complaint == nil {
        if random.chance(30) { model.submit() }
        if random.chance(20) { model.pause() }
        if random.chance(20) { model.resume() }
        if random.chance(20) { model.cancelOne() }
        if random.chance(20) { model.hearCancellation() }
        if random.chance(5) { model.abandonUnstarted() }
        _ = model.step()
        model.check()
      }
      model.abandonUnstarted()
      model.settle()
      #expect(model.complaint == nil)
      let isTerminated = model.machine.isTerminated
      #expect(isTerminated)
    }

    @Test(arguments: seeds)
    func `everything at once, then a cancellation, leaves nothing behind`(seed: UInt64) {
      var model = walk(seed, maySearch: seed % 3 != 0, handSize: 1 + Int(seed % 4), anything)
      if seed % 2 == 0 { model.drain() }
      for _ in 0..<(seed % 20) { _ = model.step() }
      model.cancelAll()
      model.abandonUnstarted()
      model.settle()
      #expect(model.complaint == nil)
      let isTerminated = model.machine.isTerminated
      #expect(isTerminated)
    }

    private func anything(_ model: inout PoolModel, _ random: inout SeededRandom) {
      switch random.below(14) {
      case 0: model.pause()
      case 1, 2: model.resume()
      case 3: model.resizeIfIdle(to: 1 + random.below(9))
      case 4: model.cancelOne()
      case 5: model.hearCancellation()
      case 6: model.failToGrow()
      case 7: if random.chance(50) { model.abandonUnstarted() }
      default: model.submit()
      }
    }
  }
}
