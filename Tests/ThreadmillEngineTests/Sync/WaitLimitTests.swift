// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Limits of every primitive's wait.
  @Suite struct WaitLimitTests {
    @Test(arguments: SyncSubject.all)
    func `a limit below zero is refused, and nothing has happened`(subject: SyncSubject)
      async throws
    {
      try await onThread {
        let parts = try subject.make()
        for limit in [.nanoseconds(-1), .seconds(-1), .seconds(Int64.min)] as [Duration] {
          let error = concurrently(1) { _ -> SyncError? in
            do {
              _ = try parts.timed(limit)
              return nil
            } catch {
              return error as? SyncError
            }
          }
          #expect(error == [.negativeLimit(limit)])
        }
        #expect(parts.snapshot()?.waiters == [])
        #expect(parts.snapshot()?.givenUp == 0)
        parts.release()
        #expect(parts.isIdle())
      }
    }

    @Test(arguments: SyncSubject.all, [Duration.zero, .milliseconds(60)])
    func `a limit that passes ends the wait, no sooner, and leaves nothing behind`(
      subject: SyncSubject,
      limit: Duration
    ) async throws {
      try await onThread {
        let parts = try subject.make()
        let ends = concurrently(1) { _ -> (isDone: Bool?, took: Duration) in
          let begin = MonotonicClock.now
          let isDone = try? parts.timed(limit)
          return (isDone, MonotonicClock.now - begin)
        }
        #expect(ends.map(\.isDone) == [false])
        for end in ends { #expect(isNear(end.took, limit), "\(end.took)") }
        #expect(parts.snapshot()?.waiters == [])
        #expect(parts.snapshot()?.givenUp == 1)
        // What is given now is there for whoever comes, and not with who has gone.
        parts.release()
        #expect(parts.isIdle())
        if subject.kind != .condition && subject.kind != .barrier {
          #expect(concurrently(1) { _ in try? parts.timed(.zero) } == [true])
        }
      }
    }

    @Test(arguments: SyncSubject.all)
    func `the longest limits there are work like none`(subject: SyncSubject) async throws {
      try await onThread {
        let longest = Duration(secondsComponent: .max, attosecondsComponent: 999_999_999)
        for limit in [.nanoseconds(Int64.max), .seconds(Int64.max), longest, .seconds(1 << 40)] {
          let parts = try subject.make()
          let end = Monitor<Bool?>(nil)
          let waiter = PlainThread {
            let isDone = try? parts.timed(limit)
            end.withLock { $0 = isDone ?? false }
          }
          #expect(eventually { parts.snapshot()?.waiters.count == 1 })
          pauseThread(.milliseconds(5))
          #expect(end.withLock { $0 } == nil)
          parts.release()
          waiter.join()
          #expect(end.withLock { $0 } == true)
          #expect(parts.isIdle())
        }
      }
    }

    @Test func `waits that fail again and again use no more memory`() async {
      await #expect(processExitsWith: .success) {
        let growth = try? await onThread(deadline: .seconds(120)) {
          let subjects = try SyncSubject.all.map { try $0.make() }
          let waitInVain: @Sendable (Int) -> Void = { rounds in
            for parts in subjects {
              _ = concurrently(3) { _ in
                for _ in 0..<rounds { _ = try? parts.timed(.microseconds(1)) }
                return true
              }
            }
          }
          waitInVain(256)
          let resident = ProcessFacts.residentBytes
          waitInVain(256 * Load.scaled(5, soak: 60))
          return ProcessFacts.residentBytes - resident
        }
        // A kilobyte for each wait would be 40 MB.
        exit(growth.map { $0 < 6 << 20 } == true ? 0 : 1)
      }
    }
  }
}
