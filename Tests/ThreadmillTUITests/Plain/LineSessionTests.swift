// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillDemos
import ThreadmillTUI

struct LineSessionTests {
  private struct Answer {
    var code: Int32
    var lines: [String]
    var errors: [String]

    func contains(_ part: String) -> Bool { lines.contains { $0.contains(part) } }
  }

  private static let demos: [any Demo] = [
    FakeDemo("quick", .instant), FakeDemo("endless", .endless), FakeDemo("wrong", .mismatch),
  ]

  /// A session whose input is all there.
  private func session(
    _ input: String,
    signals: [Int32] = [],
    isInteractive: Bool = false,
    with behaviour: FakeDemo.Behaviour = .endless
  ) async throws -> Answer {
    try await onThread {
      let signals = FakeSignals(signals, isWaiting: true)
      let endless = FakeDemo("endless", behaviour, onStart: signals.arrive)
      let (input, output, errors) = (ScratchFile(input), ScratchFile(), ScratchFile())
      let code = LineSession.run(
        demos: [Self.demos[0], endless, Self.demos[2]],
        input: LineInput(descriptor: input.descriptor),
        output: LineOutput(descriptor: output.descriptor, ascii: false),
        errors: LineOutput(descriptor: errors.descriptor, ascii: false),
        signals: signals,
        style: .init(isInteractive: isInteractive, hasPrompt: isInteractive, greeting: ["hello"]),
        doctor: { ["all is well"] }
      )
      return Answer(code: code, lines: output.lines, errors: errors.lines)
    }
  }

  private func script(_ text: String) async throws -> Answer {
    try await onThread {
      let (output, errors) = (ScratchFile(), ScratchFile())
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let code = LineSession.play(
        demos: Self.demos,
        lines: lines,
        output: LineOutput(descriptor: output.descriptor, ascii: false),
        errors: LineOutput(descriptor: errors.descriptor, ascii: false),
        signals: FakeSignals(),
        style: .init(script: "f.tms"),
        doctor: { [] }
      )
      return Answer(code: code, lines: output.lines, errors: errors.lines)
    }
  }

  @Test func `run starts at once, the end of the input waits for it`() async throws {
    let answer = try await session("run quick workers=2\n")
    #expect(answer.code == 0)
    #expect(
      answer.lines == [
        "hello",
        "run quick workers=2 size=100ms tasks=10 rounds=inf work=wait ordered=on",
        "quick begins?[2J ✓",
        "quick ends",
        "quick: ok, check ✓, 1 round, 0.301 s beside ideal 0.300 s = ⌈10/4⌉ × 0.1 s (model), "
          + "CPUs received 0.02",
      ]
    )
    #expect(answer.errors.isEmpty)
  }

  @Test func `set acts on the run, or on the next one`() async throws {
    let answer = try await session(
      "run endless\nset workers +1\nset tasks=20\nset size 0.2s\nstop\nset workers 9\nrestart\nquit\n"
    )
    #expect(answer.code == 0)
    #expect(answer.lines.contains("workers 4 → 5"))
    #expect(answer.lines.contains("tasks 10 → 20 (next run)"))
    #expect(answer.lines.contains("size 100ms → 200ms"))
    #expect(answer.contains("endless: stopped, check – (no complete round), 0 rounds"))
    #expect(answer.lines.contains("workers 5 → 9 (next run)"))
    #expect(answer.contains("run endless workers=9 size=200ms tasks=20"))
    #expect(answer.contains("endless: cancelled"))
  }

  @Test func `another demo replaces the one that runs, and that is said first`() async throws {
    let answer = try await session("run endless\nrun quick\n")
    let replaced = try #require(answer.lines.firstIndex { $0.contains("another demo was started") })
    let started = try #require(answer.lines.firstIndex { $0.hasPrefix("run quick") })
    #expect(replaced < started)
    #expect(answer.code == 0)
  }

  @Test func `a number, the list and the beginning of a name choose a demo`() async throws {
    let answer = try await session("list\n1\nrun qu\n")
    #expect(answer.lines.count { $0.hasPrefix("run quick") } == 2)
    #expect(answer.lines.contains("  1  quick    What quick teaches."))
    #expect(answer.lines.contains("       workers=4       1...64 threads, live"))
  }

  @Test func `wait waits for time or for the run`() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let answer = try await session("wait 0.05\nrun endless\nwait 0.05\nstop\nwait\nwait\nquit\n")
    #expect(clock.now - start >= .milliseconds(100))
    #expect(answer.lines.contains("still running"))
  }

  @Test func `pause and resume, and a paused run goes on at the end of the input`() async throws {
    let answer = try await session("run endless\npause\nresume\nresume\nstop\n")
    #expect(answer.lines.contains("paused"))
    #expect(answer.lines.contains("resumed"))
    #expect(
      answer.errors == ["threadmill: line 4: resume is not possible now, the run is not paused"]
    )
    let left = try await session("run endless\npause\n", signals: [SIGTERM])
    #expect(left.code == 143)
  }

  @Test func `try does what the end card suggests and runs it`() async throws {
    let answer = try await session("run quick\nwait\ntry\n")
    #expect(answer.lines.contains("workers 4 → 5 (next run)"))
    #expect(answer.lines.count { $0.hasPrefix("run quick workers=5") } == 1)
  }

  @Test func `mistakes are one line, the session goes on, and the exit code tells`() async throws {
    let answer = try await session(
      "set workers 3\nfly\nrun quick workers=99\n\n# comment\nrun quick\n"
    )
    #expect(answer.code == 2)
    #expect(answer.errors.count == 3)
    #expect(answer.errors[0].hasPrefix("threadmill: line 1: set "))
    #expect(answer.errors[1].contains("line 2: there is no command \"fly\""))
    #expect(
      answer.errors[2]
        == "threadmill: line 3: workers must be 1...64, got \"99\", the nearest is 64"
    )
    #expect(answer.contains("quick: ok") && !answer.contains("fly"))
    let person = try await session("fly\n# no command\n :\n", isInteractive: true)
    #expect(person.code == 0)
    #expect(person.contains("no command \"fly\"") && person.errors.isEmpty)
  }

  @Test func `wait without a limit is refused while the run is paused`() async throws {
    let answer = try await session("run endless\npause\nwait\nwait 0.01\nquit\n")
    #expect(answer.code == 0)
    #expect(answer.errors.count == 1)
    #expect(answer.errors[0].contains("line 3: wait would never end, the run is paused"))
    #expect(answer.lines.contains("still running"))
    let script = try await script("run endless\npause\nwait\n")
    #expect(script.code == 2)
    #expect(script.errors.first?.hasPrefix("threadmill: f.tms:3: wait would never end") == true)
    #expect(Usage.lines(about: "wait", on: .script).joined().contains("paused"))
  }

  @Test func `a demo's help is what it teaches, in 80 columns`() async throws {
    let answer = try await session("help endless\nquit\n")
    for line in [
      "endless: Fake endless", "What endless teaches.", "knobs:",
      "      wait|cpu, next run: of which kind",
    ] {
      #expect(answer.lines.contains(line), "\(line)")
    }
    for info in DemoCatalogue.demos.map(\.info) {
      let lines = CatalogueText.lines(about: info)
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(info.id): \(lines.filter { $0.count > 80 })")
      #expect(lines.count > info.knobs.count + info.misconceptions.count)
    }
  }

  @Test func `a failed check is exit code 1`() async throws {
    let answer = try await session("run wrong\nrun wrong\n")
    #expect(answer.code == 1)
    #expect(answer.contains("wrong: failed, check ✗"))
    #expect(answer.contains("wrong: expected 1, got 2"))
  }

  @Test func `a person gets a prompt, the lesson and the suggestions`() async throws {
    let answer = try await session("run quick\nwait\n", isInteractive: true)
    #expect(answer.lines.first == "hello")
    #expect(answer.contains("> "))
    #expect(answer.lines.contains("One worker more saves a wave."))
    #expect(answer.lines.contains("try 1: one more (set workers +1, restart)"))
  }

  @Test func `help lists what works now, doctor what is there`() async throws {
    let answer = try await session("help\nhelp set\nhelp nothingness\ndoctor\nview log\n")
    #expect(answer.contains("run [DEMO]"))
    #expect(!answer.lines.contains { $0.hasPrefix(" stop") })
    #expect(answer.lines.contains("set KNOB VALUE"))
    #expect(answer.contains("nothing that works now has \"nothingness\""))
    #expect(answer.lines.contains("all is well"))
    #expect(answer.errors.first?.contains("view does not work here") == true)
  }

  @Test func `signals end the run and the session`() async throws {
    for signal in [SIGTERM, SIGINT, SIGHUP] {
      let answer = try await session("run endless\nwait\n", signals: [signal])
      #expect(answer.code == 128 + signal)
      #expect(answer.contains("endless: cancelled"))
    }
  }

  @Test func `an ending signal is answered while nobody reads`() async throws {
    let code = try await onThread {
      let blocked = try #require(BlockedPipe())
      let input = ScratchFile("run endless\nwait\n")
      let errors = ScratchFile()
      return LineSession.run(
        demos: Self.demos,
        input: LineInput(descriptor: input.descriptor),
        output: LineOutput(descriptor: blocked.writeEnd, ascii: false),
        errors: LineOutput(descriptor: errors.descriptor, ascii: false),
        signals: FakeSignals([SIGTERM]),
        style: .init(),
        doctor: { [] }
      )
    }
    #expect(code == 143)
  }

  @Test func `after a stop a person gets the prompt again`() async throws {
    let answer = try await session("run endless\nquit\n", signals: [SIGCONT], isInteractive: true)
    #expect(answer.code == 0)
    #expect(answer.contains("endless: cancelled"))
  }

  @Test func `control C of a person ends the run only, a second one everything`() async throws {
    let answer = try await session(
      "run endless\nwait\nhelp\n",
      signals: [SIGINT],
      isInteractive: true
    )
    #expect(answer.code == 0)
    #expect(answer.contains("endless: stopped"))
    let forced = try await session(
      "run endless\nwait\n",
      signals: [SIGINT, SIGINT],
      isInteractive: true,
      with: .stubborn
    )
    #expect(forced.code == 130)
  }

  @Test func `scripts run, skip comments and stop at the first bad command`() async throws {
    let good = try await script("# a script\n\n:run quick workers=2 # two\nwait\nset workers 3\n")
    #expect(good.code == 0)
    #expect(good.contains("workers 2 → 3"))
    let bad = try await script("run quick\nwait\nset workers 0\n")
    #expect(bad.code == 2)
    #expect(bad.lines.isEmpty)
    #expect(
      bad.errors == ["threadmill: f.tms:3: workers must be 1...64, got \"0\", the nearest is 1"]
    )
    let late = try await script("run quick\nwait\nstop\n")
    #expect(late.code == 2)
    #expect(late.errors.first?.hasPrefix("threadmill: f.tms:3: stop is not possible now") == true)
    #expect(late.contains("quick: ok"))
    let wrong = try await script("run wrong\n")
    #expect(wrong.code == 1)
  }

  @Test func `a script is checked against the demo it runs by then`() {
    let demos = Self.demos.map(\.info)
    let table: [(String, Int?)] = [
      ("set workers 3", 1), ("run quick\nset workers 64\nset workers +1", 3),
      ("run quick\nset workers 64\ntry\nset workers +1", nil), ("run quick\nset nothing 3", 2),
      ("view log", 1), ("list\ndoctor\nhelp\nwait 1\nquit", nil), ("run 'quick", 1), ("9", 1),
      ("", nil), ("run quick\npause\nresume\nstop\nrestart\ntry 5", nil),
    ]
    for (text, line) in table {
      let lines = text.split(separator: "\n").map(String.init)
      #expect(ScriptCheck.firstMistake(in: lines, demos: demos)?.line == line, "\(text)")
    }
  }
}
