// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillDemos
import ThreadmillTUI

struct HeadlessTests {
  private struct Answer {
    var code: Int32
    var lines: [String]
    var errors: [String]
  }

  private func run(
    _ behaviour: FakeDemo.Behaviour,
    json: Bool = false,
    events: String? = nil,
    signals: [Int32] = []
  ) async throws -> Answer {
    try await onThread {
      let (output, errors) = (ScratchFile(), ScratchFile())
      let request = Invocation.Run(
        demo: "fake",
        assignments: [.init(knob: "workers", value: "2")],
        json: json,
        eventsPath: events
      )
      let code = Headless.run(
        request,
        demo: FakeDemo("fake", behaviour),
        output: LineOutput(descriptor: output.descriptor, ascii: true),
        errors: LineOutput(descriptor: errors.descriptor, ascii: true),
        signals: FakeSignals(signals)
      )
      return Answer(code: code, lines: output.lines, errors: errors.lines)
    }
  }

  @Test func `the demo's lines, then a summary, in ASCII where that is asked for`() async throws {
    let answer = try await run(.instant)
    #expect(answer.code == 0)
    #expect(
      answer.lines == [
        "fake begins?[2J ok", "fake ends",
        "fake: ok, check ok, 1 round, 0.301 s beside ideal 0.300 s = ceil(10/4) x 0.1 s (model), "
          + "CPUs received 0.02",
      ]
    )
    #expect(answer.errors.isEmpty)
  }

  @Test func `JSON is one object and nothing else`() async throws {
    let answer = try await run(.instant, json: true)
    #expect(answer.code == 0)
    #expect(answer.lines.count == 1)
    let json = try JSONReader.read(answer.lines.joined())
    #expect(json["demo"] == .string("fake"))
    #expect(json["knobs"]?["workers"] == .number(2))
  }

  @Test func `a mismatch is exit code 1`() async throws {
    let answer = try await run(.mismatch)
    #expect(answer.code == 1)
    #expect(answer.lines.contains("fake: expected 1, got 2"))
  }

  @Test func `signals still give the summary`() async throws {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      let answer = try await run(.endless, json: true, signals: [signal])
      #expect(answer.code == 128 + signal)
      let json = try JSONReader.read(answer.lines.joined())
      #expect(json["outcome"] == .string("cancelled"))
      #expect(json["oracle"] == .string("none"))
    }
  }

  @Test func `a second signal forces the end, and patience has one, too`() async throws {
    let forced = try await run(.stubborn, json: true, signals: [SIGINT, SIGTERM])
    #expect(forced.code == 130)
    #expect(try JSONReader.read(forced.lines.joined())["outcome"] == .string("cancelled"))
    let late = try await run(.stubborn, signals: [SIGTERM])
    #expect(late.code == 143)
    #expect(late.lines.contains { $0.contains("did not end in time") })
  }

  @Test func `an ending signal is answered while nobody reads, and its code wins`() async throws {
    for json in [false, true] {
      let code = try await onThread {
        let blocked = try #require(BlockedPipe())
        let errors = ScratchFile()
        let code = Headless.run(
          Invocation.Run(demo: "fake", json: json),
          demo: FakeDemo("fake", .endless),
          output: LineOutput(descriptor: blocked.writeEnd, ascii: true),
          errors: LineOutput(descriptor: errors.descriptor, ascii: true),
          signals: FakeSignals([SIGINT])
        )
        #expect(errors.text.isEmpty)
        return code
      }
      #expect(code == 130)
    }
  }

  @Test func `a pipe for events that nobody reads is refused at once`() async throws {
    let path = "/tmp/threadmill-fifo-\(getpid())"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let answer = try await run(.endless, events: path)
    #expect(answer.code == 2)
    #expect(answer.errors.count == 1 && answer.errors[0].contains("nobody reads it"))
  }

  @Test func `a pipe for events that is full holds up neither the run nor its end`() async throws {
    let blocked = try #require(BlockedPipe())
    let answer = try await run(
      .endless,
      events: "/proc/self/fd/\(blocked.writeEnd)",
      signals: [SIGINT]
    )
    #expect(answer.code == 130)
    #expect(answer.lines.contains { $0.hasPrefix("fake: cancelled") })
  }

  @Test func `events are JSON lines in a file`() async throws {
    let file = ScratchFile()
    let path = file.path
    let answer = try await run(.instant, events: path)
    #expect(answer.code == 0)
    #expect(file.lines.count == 1)
    let event = try JSONReader.read(try #require(file.lines.first))
    #expect(event["task"] == .number(7))
    #expect(event["state"] == .string("queued"))
  }

  @Test func `an events file that cannot be written is bad usage, a full disk a failure`()
    async throws
  {
    let refused = try await run(.instant, events: "/nonexistent/events")
    #expect(refused.code == 2)
    #expect(refused.lines.isEmpty)
    #expect(refused.errors.count == 1)
    #expect(refused.errors[0].contains("--events") && refused.errors[0].contains("/nonexistent"))
    let full = try await run(.instant, events: "/dev/full")
    #expect(full.code == 1)
    #expect(full.errors.first?.contains("/dev/full") == true)
  }

  @Test func `a reader that goes away ends the run quietly`() async throws {
    let code = try await onThread {
      signal(SIGPIPE, SIG_IGN)
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      close(ends[0])
      let errors = ScratchFile()
      let code = Headless.run(
        Invocation.Run(demo: "fake"),
        demo: FakeDemo("fake", .endless),
        output: LineOutput(descriptor: ends[1], ascii: false),
        errors: LineOutput(descriptor: errors.descriptor, ascii: false),
        signals: FakeSignals()
      )
      close(ends[1])
      #expect(errors.text.isEmpty)
      return code
    }
    #expect(code == 141)
  }
}
