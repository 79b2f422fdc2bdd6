// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Who watches the watchdog: what hangs does so in a process of its own.
  @Suite struct WatchdogTests {
    /// What the process that hung has said last.
    private func report(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func `a body that blocks for ever ends the process and shows where it hangs`() async {
      let result = await #expect(
        processExitsWith: .signal(SIGABRT),
        observing: [\.standardErrorContent]
      ) {
        try await onThread(deadline: .milliseconds(100), "the deaf body") { Gate().wait() }
      }
      let text = report(result)
      #expect(text.contains("\"the deaf body\" is not over after"))
      #expect(text.contains("the stacks of all threads:"))
      #expect(text.contains("pthread_cond_wait"), "the blocked call is shown: \(text)")
    }

    @Test func `an asynchronous body that nobody resumes does, too`() async {
      let result = await #expect(
        processExitsWith: .signal(SIGABRT),
        observing: [\.standardErrorContent]
      ) {
        try await underWatch(deadline: .milliseconds(100), "the lost task") {
          try await Task.sleep(for: .seconds(3600))
        }
      }
      #expect(report(result).contains("\"the lost task\" is not over after"))
    }

    @Test func `each test of a watched suite has a thread of its own`() {
      #expect(ProcessFacts.threadName == "test")
    }

    @Test(.enabled(if: Load.patience == 1))
    func `a body that is over is left alone, however busy Swift's own threads are`() async {
      await #expect(processExitsWith: .success) {
        // As many blocked tasks as there are CPUs: until they wake, nothing else resumes there.
        for _ in 0..<CPUs.available { Task.detached { pauseThread(.seconds(5)) } }
        _ = try await onThread(deadline: .seconds(4)) { 1 }
      }
    }
  }
}
