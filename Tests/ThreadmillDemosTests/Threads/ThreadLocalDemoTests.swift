// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

@Suite(.watched) struct ThreadLocalDemoTests {
  private func number(_ name: String, _ card: EndCard) -> Int? {
    guard case .int(let number)? = card.resultFields.first(where: { $0.name == name })?.value else {
      return nil
    }
    return number
  }

  @Test func `the seed's lines`() throws {
    let test = try TestRun(ThreadLocalDemo())
    let card = try test.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    #expect(test.lines.sorted() == (0..<3).map { " Thread-\($0): Thread-\($0)-data" })
    #expect(card.resultLine == "3 values read, 0 of somebody else")
  }

  @Test func `one place for all holds the last name`() throws {
    let test = try TestRun(ThreadLocalDemo(), ["storage": "shared", "workers": "8"])
    let card = try test.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    // All have kept theirs long before the first one reads.
    #expect(number("read", card) == 8 && (number("foreign", card) ?? 0) > 0)
  }

  @Test func `a pool's worker still has what was left`() throws {
    let test = try TestRun(ThreadLocalDemo(), ["storage": "pool", "workers": "4", "rounds": "3"])
    let card = try test.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    #expect(number("read", card) == 8 && (number("foreign", card) ?? 0) > 0)
    let leaks = test.run.snapshot().facts.first { $0.label == "leaks" }
    guard case .bars(let counts, _)? = leaks?.value else {
      Issue.record("no bars")
      return
    }
    #expect(counts.count == 3 && counts.last == number("foreign", card))
  }

  @Test func `a task carries its name to any thread`() throws {
    let test = try TestRun(
      ThreadLocalDemo(),
      ["storage": "task-local", "workers": "4", "size": "5ms", "rounds": "5"]
    )
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(number("read", card) == 8 && number("foreign", card) == 0)
    #expect(test.lines.count == 5 * 8)
    #expect(test.run.snapshot().facts.map(\.label).contains("threads"))
  }

  @Test func `a stop ends tasks that are suspended`() throws {
    let test = try TestRun(ThreadLocalDemo(), ["storage": "task-local", "size": "10s"])
    test.run.start()
    try test.until("a wait") { $0.lanes.contains { $0.worker.state == .waiting } }
    test.run.pause()
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
  }

  @Test func `threads come and go, each with its own`() throws {
    for storage in NameStorage.allCases {
      let test = try TestRun(
        ThreadLocalDemo(),
        ["storage": storage.rawValue, "size": "20ms", "rounds": "4"]
      )
      test.run.start()
      for count in [1, 9, 2, 30, 4] {
        try test.set("workers", "\(count)")
        TestRun.nap(.milliseconds(7))
      }
      let card = try test.card()
      #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    }
  }

  @Test func `an oracle that is fed with wrong readings says so`() throws {
    let demo = ThreadLocalDemo()
    let own = RoundReport(settings: demo.info.seedSettings, time: .seconds(1))
    let right = outcome((0..<3).map { reading($0, found: $0) })
    #expect(demo.mismatch(right, own) == nil)
    let crossed = outcome([reading(0, found: 2), reading(1, found: 1), reading(2, found: 2)])
    #expect(
      demo.mismatch(crossed, own) == "Thread-0 found Thread-2-data, it had kept Thread-0-data"
    )
    var shared = own
    shared.settings["storage"] = .choice("shared")
    #expect(demo.mismatch(crossed, shared) == nil)
    var strange = crossed
    strange.readings[1].found = "nobody"
    #expect(demo.mismatch(strange, shared) == "Thread-1 found nobody, which nobody had kept")
    // A value of that form, of a thread that was never started.
    strange.readings[1].found = "Thread-40-data"
    #expect(
      demo.mismatch(strange, shared) == "Thread-1 found Thread-40-data, which nobody had kept"
    )
    let few = outcome([reading(0, found: 0)])
    #expect(demo.mismatch(few, own) == "3 threads ended, 1 have read")
  }

  @Test func `what is suggested fits the storage`() throws {
    let demo = ThreadLocalDemo()
    for (storage, reason) in [
      ("thread-local", "more threads, each with its own"),
      ("shared", "more threads, and still one place"),
      ("pool", "more workers, each keeps a name for a stranger"),
      ("task-local", "more workers, and each task still has its own"),
    ] {
      let settings = try Reports.round(demo, ["storage": storage]).settings
      #expect(demo.suggestions(settings).last?.reason == reason)
    }
  }

  @Test func `a leak must be what the worker had kept`() {
    let demo = ThreadLocalDemo()
    var settings = demo.info.seedSettings
    settings["storage"] = .choice("pool")
    let round = RoundReport(settings: settings, time: .seconds(1))
    let right = [
      NameReading(reader: "request 0", kept: "user-0", found: "user-0", last: "user-0"),
      NameReading(reader: "request 1", kept: nil, found: "user-0", last: "user-0"),
    ]
    func pool(_ readings: [NameReading]) -> ThreadLocalDemo.Outcome {
      ThreadLocalDemo.Outcome(crew: nil, readings: readings, taskCount: 2)
    }
    #expect(demo.mismatch(pool(right), round) == nil && right[1].isForeign && !right[0].isForeign)
    #expect(demo.mismatch(pool([right[0]]), round) == "2 requests were made, 1 have read")
    var wrong = right
    wrong[1].found = "user-7"
    let text = "request 1 found user-7, its worker had kept user-0"
    #expect(demo.mismatch(pool(wrong), round) == text)
  }

  private func reading(_ number: Int, found: Int) -> NameReading {
    NameReading(
      reader: "Thread-\(number)",
      kept: "Thread-\(number)-data",
      found: "Thread-\(found)-data"
    )
  }

  private func outcome(_ readings: [NameReading]) -> ThreadLocalDemo.Outcome {
    let crew = CrewOutcome<Int>(
      orders: (0..<3).map { .start($0) },
      ends: (0..<3).map { CrewOutcome.End(index: $0, result: .success($0)) }
    )
    return ThreadLocalDemo.Outcome(crew: crew, readings: readings)
  }
}
