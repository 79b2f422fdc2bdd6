// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing

/// What a shell sees of the program.
struct CommandLineTests {
  @Test(arguments: [
    ("basic-threads", "All threads completed"), ("return-value", "Results: [0, 1, 4, 9, 16]"),
    ("pool-submit", "Downloaded 10 files in "), ("pool-map", "Downloaded 10 files using map()"),
    ("as-completed", " Task 3 completed (took "),
  ])
  func `a demo prints the seed's lines, then a summary`(id: String, line: String) async throws {
    let ending = try await Program.run("run \(id)")
    #expect(ending.code == 0, "\(ending)")
    #expect(ending.lines.contains { $0.hasPrefix(line) }, "\(ending.output)")
    let start = "\(id): ok, check ✓, 1 round, "
    let summary = try #require(ending.lines.last)
    #expect(summary.hasPrefix(start), "\(summary)")
    // On an idle machine 0.2 to 0.5 s; what is said is a number of seconds in any case.
    let seconds = summary.dropFirst(start.count).split(separator: " ").first.flatMap { Double($0) }
    #expect((0.05...20).contains(try #require(seconds)), "\(summary)")
    #expect(ending.errors.isEmpty)
  }

  @Test func `JSON is one line and nothing else`() async throws {
    let ending = try await Program.run("run pool-submit workers=5 --size 10ms --json")
    #expect(ending.code == 0)
    #expect(ending.lines.count == 1 && ending.output.hasSuffix("}]}\n"))
    #expect(
      ending.output.hasPrefix(#"{"demo": "pool-submit", "knobs": {"workers": 5, "size": 0.01, "#)
    )
    let list = try await Program.run("list --json")
    #expect(list.lines.count == 1 && list.output.hasPrefix(#"[{"id": "basic-threads", "#))
  }

  @Test(arguments: [
    "run", "run nothing", "run pool-submit workers=0", "run pool-submit --workers -1", "tour",
    "guide",
    "--print-config", "--color pink", "script", "script /nonexistent", "script x --clock virtual",
    "run pool-submit --events /nonexistent/e", "list extra", "set workers 3", "doctor --json",
  ])
  func `bad usage is one line on standard error and exit code 2`(line: String) async throws {
    let ending = try await Program.run(line)
    #expect(ending.code == 2, "\(ending)")
    #expect(ending.output.isEmpty)
    #expect(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errors.hasPrefix("threadmill: "))
  }

  @Test(arguments: [
    "--version", "--help", "help run", "run --help", "help lock-race", "list", "doctor",
  ])
  func `facts and help go to standard output`(line: String) async throws {
    let ending = try await Program.run(line)
    #expect(ending.code == 0)
    #expect(!ending.output.isEmpty && ending.errors.isEmpty)
    #expect(!ending.output.contains("\u{1B}"))
  }

  @Test func `the locale C gets ASCII`() async throws {
    let ending = try await Program.run("run pool-submit size=1ms", environment: ["LC_ALL": "C"])
    #expect(ending.code == 0)
    #expect(ending.output.utf8.allSatisfy { $0 < 128 })
    #expect(ending.output.contains("check ok"))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal still gives the summary`(signal: Int32) async throws {
    try await onThread {
      let program = try Program(["run", "basic-threads", "size=10s"])
      try program.waitFor("Thread-2: Starting")
      program.send(signal)
      let ending = program.ending()
      #expect(ending.code == 128 + signal, "\(ending)")
      #expect(ending.lines.last?.contains("basic-threads: cancelled") == true, "\(ending)")
      #expect(ending.errors.isEmpty)
    }
  }

  @Test func `a signal still gives the object`() async throws {
    try await onThread {
      let program = try Program(["run", "pool-submit", "size=10s", "--json"])
      // It prints nothing until its end, so ask the system whether it catches signals by now.
      #expect(eventually { program.catches(SIGINT) })
      program.send(SIGINT)
      let ending = program.ending()
      #expect(ending.code == 130, "\(ending)")
      #expect(ending.lines.count == 1)
      #expect(ending.output.contains(#""outcome": "cancelled", "oracle": "none""#))
    }
  }

  @Test(arguments: [
    ["run", "basic-threads", "rounds=1000", "size=1ms"], ["list"], ["--help"], ["list", "--json"],
  ])
  func `a reader that goes away is no reason to complain`(arguments: [String]) async throws {
    try await onThread {
      let ends = Program.pipe()
      let program = try Program(arguments, sink: .descriptor(ends[1]))
      close(ends[1])
      var byte: UInt8 = 0
      #expect(read(ends[0], &byte, 1) == 1)
      close(ends[0])
      let ending = program.ending()
      #expect([0, 141].contains(ending.code), "\(ending)")
      #expect(ending.errors.isEmpty)
    }
  }

  @Test(arguments: [["run", "return-value"], ["list"], ["run", "return-value", "--json"]])
  func `a full disk is said and is a failure`(arguments: [String]) async throws {
    try await onThread {
      let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
      defer { close(full) }
      let ending = try Program(arguments, sink: .descriptor(full)).ending()
      #expect(ending.code == 1, "\(ending)")
      #expect(ending.errorLines.count == 1 && ending.errors.contains("standard output"))
    }
  }

  @Test func `harmless signals do no harm`() async throws {
    try await onThread {
      let program = try Program(["run", "basic-threads", "size=200ms"])
      try program.waitFor("Thread-2: Starting")
      for _ in 0..<50 {
        for signal in [SIGCONT, SIGWINCH, SIGURG, SIGCHLD] { program.send(signal) }
      }
      let ending = program.ending()
      #expect(ending.code == 0, "\(ending)")
    }
  }

  @Test func `events go to their file`() async throws {
    let path = "/tmp/threadmill-events-\(getpid()).jsonl"
    defer { unlink(path) }
    let ending = try await Program.run("run pool-submit size=1ms --events \(path)")
    #expect(ending.code == 0)
    let copy = try await Program.run("script \(path)")
    // As a script the file is nonsense, which is a way to see that it is there.
    #expect(copy.code == 2 && copy.errors.contains("\(path):1:"))
  }
}
