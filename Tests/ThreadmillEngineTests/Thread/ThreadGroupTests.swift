// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillEngine

extension EngineTests {
  /// Rows 112 to 116 of the scenarios.
  @Suite struct ThreadGroupTests {
    @Test func `threads are waited for, daemons are not`() async throws {
      try await onThread {
        let group = ThreadGroup()
        let (go, stop) = (Gate(), Gate())
        defer { stop.open() }
        try group.start(name: "daemon", isDaemon: true) { _ in stop.wait() }
        let worker = try group.start(name: "worker") { _ -> Int in
          go.wait()
          return 7
        }
        #expect(group.join(upTo: .milliseconds(20)) == false)
        let early = group.finish(upTo: .milliseconds(20))
        #expect(early.stillRunning == ["worker"] && early.daemons == ["daemon"])
        #expect(group.running == ["worker", "daemon"])
        go.open()
        let report = group.finish()
        #expect(report.stillRunning.isEmpty && report.daemons == ["daemon"])
        #expect(try worker.join() == 7)
      }
    }

    @Test func `a thread that is started while others are waited for is waited for, too`()
      async throws
    {
      try await onThread {
        let group = ThreadGroup()
        let done = Tally()
        try group.start(name: "first") { [group] _ in
          pauseThread(.milliseconds(20))
          _ = try? group.start(name: "second") { _ in
            pauseThread(.milliseconds(20))
            _ = try? group.start(name: "third") { _ in
              pauseThread(.milliseconds(20))
              done.add()
            }
            done.add()
          }
          done.add()
        }
        group.finish()
        #expect(done.value == 3 && group.running.isEmpty)
      }
    }

    @Test func `hooks run once, last first, after the threads, and refuse newcomers`() async throws
    {
      try await onThread {
        let group = ThreadGroup()
        let log = Guarded<[String]>([])
        let note = { @Sendable (line: String) in log.withLock { $0.append(line) } }
        try group.atExit { note("registered first") }
        try group.atExit { [group] in
          let start = #expect(throws: PoolError.self) { try group.start(name: "late") { _ in } }
          let hook = #expect(throws: PoolError.self) { try group.atExit {} }
          #expect(start?.code == .shutDown && hook?.code == .shutDown)
          note(start?.message ?? "")
        }
        try group.start(name: "worker") { _ in
          pauseThread(.milliseconds(10))
          note("worker")
        }
        let first = group.finish()
        let second = group.finish()
        #expect(first.hasRunHooks && !second.hasRunHooks)
        let late = "cannot start thread \"late\": the group has ended"
        #expect(log.withLock { $0 } == ["worker", late, "registered first"])
      }
    }

    @Test func `who throws is reported with name and error, who was asked to stop is not`()
      async throws
    {
      try await onThread {
        let seen = Guarded<[String]>([])
        let group = ThreadGroup { failure in
          seen.withLock { $0.append("\(failure.thread): \(failure.error is Mishap)") }
        }
        let broken = try group.start(name: "broken") { _ throws(Mishap) in throw Mishap() }
        let stopped = try group.start(name: "stopped") { context throws(CancellationError) in
          try context.sleep(for: .seconds(600))
        }
        #expect(throws: TaskError<Mishap>.self) { try broken.join() }
        stopped.cancel()
        #expect(throws: TaskError<CancellationError>.self) { try stopped.join() }
        group.finish()
        #expect(seen.withLock { $0 } == ["broken: true"])
      }
    }

    @Test func `a thread that is cancelled at once leaves the group`() async throws {
      try await onThread {
        for _ in 0..<Load.scaled(200, soak: 20_000) {
          let group = ThreadGroup()
          let thread = try group.start(name: "short") { context throws(CancellationError) in
            try context.sleep(for: .seconds(600))
          }
          thread.cancel()
          group.finish()
          #expect(group.running.isEmpty)
        }
      }
    }

    @Test func `what a thread's end does is waited for, callbacks and destructors`() async throws {
      try await onThread {
        let group = ThreadGroup()
        let log = Guarded<[String]>([])
        let local = ThreadLocal<String>(destructor: { value in
          pauseThread(.milliseconds(20))
          log.withLock { $0.append(value) }
        })
        let go = Gate()
        let thread = try group.start(name: "worker") { _ in
          local.value = "destructor"
          go.wait()
        }
        thread.future.onCompletion { _ in
          pauseThread(.milliseconds(20))
          log.withLock { $0.append("callback") }
        }
        go.open()
        group.finish()
        #expect(log.withLock { $0 } == ["callback", "destructor"])
      }
    }

    @Test func `a hook may end the group once more`() async throws {
      try await onThread {
        let group = ThreadGroup()
        let report = Guarded<ThreadGroup.Report?>(nil)
        try group.atExit { [group] in
          let inner = group.finish()
          report.withLock { $0 = inner }
        }
        #expect(group.finish().hasRunHooks)
        #expect(report.withLock { $0 }?.hasRunHooks == false)
        #expect(group.finish().hasRunHooks == false)
      }
    }

    /// It keeps the lock of standard input as long as nobody types a line.
    @Test func `a daemon that reads standard input does not keep the process`() async {
      await #expect(processExitsWith: .exitCode(4)) {
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        dup2(ends[0], STDIN_FILENO)
        let group = ThreadGroup()
        let reads = Gate()
        _ = try? group.start(name: "input", isDaemon: true) { _ in
          reads.open()
          while readLine() != nil {}
        }
        reads.wait()
        pauseThread(.milliseconds(50))
        _ = try? await onThread { group.exit(4) }
      }
    }

    @Test func `the process ends with that code while daemons run`() async {
      await #expect(processExitsWith: .exitCode(0)) { endsWithDaemons(0) }
      await #expect(processExitsWith: .exitCode(7)) { endsWithDaemons(7) }
      await #expect(processExitsWith: .exitCode(255)) { endsWithDaemons(255) }
    }

    @Test func `the process waits for a thread that is no daemon`() async {
      await #expect(processExitsWith: .exitCode(3)) {
        let group = ThreadGroup()
        let isDone = Guarded(false)
        try? group.atExit { if isDone.withLock({ $0 }) { _exit(3) } }
        _ = try? group.start(name: "worker") { _ in
          pauseThread(.milliseconds(100))
          isDone.withLock { $0 = true }
        }
        _ = try? await onThread { group.exit(1) }
      }
    }
  }
}

/// Twenty daemons that hammer a lock, and the end of the process in the middle of that.
private func endsWithDaemons(_ code: Int32) {
  let group = ThreadGroup()
  let count = Guarded(0)
  for number in 0..<20 {
    _ = try? group.start(name: "daemon-\(number)", isDaemon: true) { _ in
      while true { count.withLock { $0 += 1 } }
    }
  }
  PlainThread {
    pauseThread(.milliseconds(20))
    group.exit(code)
  }.join()
}
