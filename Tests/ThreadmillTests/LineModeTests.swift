// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing

/// Line mode and scripts of the real program with the real demos.
struct LineModeTests {
  @Test func `commands from a pipe turn the knobs of a run while it goes on`() async throws {
    let ending = try await Program.run(
      "--plain",
      input:
        "run pool-submit\nset workers 10\nset size +1\nwait\nset tasks 20\nrestart\nwait\nquit\n"
    )
    #expect(ending.code == 0, "\(ending)")
    #expect(ending.lines.contains("workers 4 → 10"))
    #expect(ending.lines.contains { $0.hasPrefix("pool-submit: ok, check ✓") })
    #expect(ending.lines.contains("tasks 10 → 20 (next run)"))
    #expect(
      ending.lines.contains { $0.hasPrefix("run pool-submit workers=10 size=200ms tasks=20") }
    )
    #expect(!ending.lines.contains { $0.hasPrefix("> ") } && !ending.output.contains("\u{1B}"))
  }

  @Test(arguments: [
    ["TERM": "dumb"], [:], ["TERM": "xterm-256color"], ["TERM": "xterm-256color", "TM_PLAIN": "1"],
  ])
  func `without a terminal and without commands it ends well`(
    environment: [String: String]
  ) async throws {
    let ending = try await Program.run("", environment: environment)
    #expect(ending.code == 0, "\(ending)")
    #expect(!ending.output.contains("\u{1B}"))
  }

  @Test func `the end of the input waits for the run`() async throws {
    let ending = try await Program.run("--plain", input: "run basic-threads")
    #expect(ending.code == 0)
    #expect(ending.lines.last?.hasPrefix("basic-threads: ok, check ✓") == true, "\(ending)")
  }

  @Test func `quit stops the run`() async throws {
    let ending = try await Program.run(
      "--plain",
      input: "run basic-threads size=10s\nquit\nrun pool-map\n"
    )
    #expect(ending.code == 0)
    #expect(ending.lines.last?.hasPrefix("basic-threads: cancelled") == true, "\(ending)")
  }

  @Test func `a long run says how far it is, once a second`() async throws {
    let start = ContinuousClock.now
    let ending = try await Program.run(
      "--plain",
      input: "run pool-submit size=1s tasks=9 workers=4\n"
    )
    let seconds = Int((ContinuousClock.now - start) / .seconds(1))
    let progress = ending.lines.filter { $0.hasPrefix("[") }
    // It takes 3 s and more where the machine is busy: never two lines in one of them.
    #expect((1...max(3, seconds)).contains(progress.count), "\(ending.output)")
    #expect(progress.first?.contains("/9 done") == true)
  }

  @Test func `a signal ends line mode while it waits for input`() async throws {
    for (signal, code) in [(SIGTERM, Int32(143)), (SIGINT, 130), (SIGHUP, 129)] {
      try await onThread {
        let ends = Program.pipe()
        let program = try Program(["--plain"], input: ends[0])
        let line = Array("run basic-threads size=10s\n".utf8)
        _ = write(ends[1], line, line.count)
        try program.waitFor("Thread-2: Starting")
        program.send(signal)
        let ending = program.ending()
        #expect(ending.code == code, "\(ending)")
        #expect(ending.lines.last?.hasPrefix("basic-threads: cancelled") == true)
        close(ends[0])
        close(ends[1])
      }
    }
  }

  @Test func `it can be stopped and continued by job control`() async throws {
    try await onThread {
      let program = try Program(["run", "basic-threads", "size=1s"])
      try program.waitFor("Thread-2: Starting")
      program.send(SIGTSTP)
      #expect(eventually { program.state == "T" }, "\(program.state)")
      program.send(SIGCONT)
      #expect(program.ending().code == 0)
    }
  }

  @Test func `scripts run from a file and from standard input`() async throws {
    let ending = try await Program.run(
      "script -",
      input: "# two runs\nrun return-value\nwait\n:run pool-map chunk=2\n"
    )
    #expect(ending.code == 0, "\(ending)")
    #expect(ending.lines.count { $0.contains("ok, check ✓") } == 2)
    let bad = try await Program.run("script -", input: "run return-value\nset workers 65\n")
    #expect(bad.code == 2)
    #expect(bad.output.isEmpty)
    #expect(
      bad.errors == "threadmill: -:2: workers must be 1...64, got \"65\", the nearest is 64\n"
    )
  }
}
