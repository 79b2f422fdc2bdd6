// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Waits in threads that are hit by a signal every millisecond; in a process of its own.
  @Suite struct SignalTests {
    @Test func `signals neither shorten nor lengthen a wait`() async {
      await #expect(processExitsWith: .success) {
        signal(SIGUSR2) { _ in }
        let lengths = try? await onThread {
          let lock = Lock()
          let condition = Condition()
          let state = Guarded(0)
          let promise = Promise<Int, Never>()
          let pace = Pace()
          return [
            ProcessFacts.timeUnderSignals {
              _ = try? promise.future.wait(upTo: .milliseconds(150))
            },
            ProcessFacts.timeUnderSignals {
              _ = state.wait(upTo: .milliseconds(150)) { $0 == 1 ? 1 : nil }
            },
            ProcessFacts.timeUnderSignals { try? pace.sleep(for: .milliseconds(150)) },
            ProcessFacts.timeUnderSignals {
              lock.withLock {
                _ = try? condition.wait(releasing: lock, upTo: .milliseconds(150))
              }
            },
          ]
        }
        let isFine = lengths?.allSatisfy { isNear($0, .milliseconds(150)) }
        exit(isFine == true ? 0 : 1)
      }
    }

    @Test func `signals to the process do not disturb workers`() async {
      await #expect(processExitsWith: .success) {
        signal(SIGUSR2) { _ in }
        let isFine = try? await onThread {
          let pool = try ThreadPool(workers: 4)
          let futures = (0..<20_000).map { number in pool.submit { number } }
          for number in 0..<2_000 where number % 2 == 0 { kill(getpid(), SIGUSR2) }
          let sum = try futures.reduce(0) { try $0 + $1.wait() }
          return sum == 19_999 * 10_000 && pool.shutdown().isComplete
        }
        exit(isFine == true ? 0 : 1)
      }
    }
  }
}
