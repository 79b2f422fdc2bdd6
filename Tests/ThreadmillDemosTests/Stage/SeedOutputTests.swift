// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

/// The seed's defaults must print the seed's lines.
@Suite(.watched) struct SeedOutputTests {
  @Test func `basic-threads prints the staircase`() throws {
    // A busy machine may be away for longer than a step of the staircase, but not every time.
    var lines: [String] = []
    for _ in 0..<10 where !isStaircase(lines) {
      let test = try TestRun(BasicThreads())
      let card = try test.play()
      #expect(card.outcome == .ok && card.check == .match)
      #expect(card.resultLine == "All threads completed")
      lines = test.lines
    }
    #expect(isStaircase(lines), "\(lines)")
  }

  private func isStaircase(_ lines: [String]) -> Bool {
    Set(lines.prefix(3)) == [
      " Thread-0: Starting (delay=0.1s)", " Thread-1: Starting (delay=0.2s)",
      " Thread-2: Starting (delay=0.3s)",
    ]
      && lines.dropFirst(3) == [
        " Thread-0: Finished", " Thread-1: Finished", " Thread-2: Finished",
        "All threads completed",
      ]
  }

  @Test func `return-value prints the squares`() throws {
    let test = try TestRun(ReturnValue())
    let card = try test.play()
    #expect(card.check == .match)
    #expect(test.lines == ["Results: [0, 1, 4, 9, 16]"])
    #expect(card.resultFields.first == .init("values", .ints([0, 1, 4, 9, 16])))
    #expect(test.run.snapshot().lanes.map(\.note) == ["→ 0", "→ 1", "→ 4", "→ 9", "→ 16"])
    #expect(test.run.snapshot().results == ["0", "1", "4", "9", "16"])
  }

  @Test func `pool-submit prints the downloads`() throws {
    let test = try TestRun(PoolSubmit())
    let card = try test.play()
    #expect(card.check == .match)
    let lines = test.lines
    try #require(lines.count == 2)
    #expect(lines[0].hasPrefix("Downloaded 10 files in ") && lines[0].hasSuffix("s"))
    #expect(lines[0].dropFirst(23).dropLast().split(separator: ".").last?.count == 2)
    #expect(
      lines[1] == "Results: [{'id': 0, 'size': 0}, {'id': 1, 'size': 1024}, "
        + "{'id': 2, 'size': 2048}]..."
    )
    #expect(card.idealFormula == "⌈10/4⌉ × 0.1 s")
    #expect(card.ideal == .milliseconds(300))
    #expect((card.makespan ?? .zero) >= .milliseconds(300))
  }

  @Test func `pool-map prints the downloads`() throws {
    let test = try TestRun(PoolMap())
    #expect(try test.play().check == .match)
    #expect(test.lines == ["Downloaded 10 files using map()"])
    #expect(test.run.snapshot().results.first == "file 0: 0 bytes")
  }

  @Test func `as-completed prints tasks as they finish`() throws {
    let test = try TestRun(AsCompletedDemo())
    let card = try test.play()
    #expect(card.check == .match)
    #expect(test.lines.first == "Processing results as they complete:")
    // The times are measured, so they may be longer than what was asked for.
    for (id, line) in test.lines.dropFirst().sorted().enumerated() {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      try #require(words.count == 6)
      #expect(words[0...4] == ["", "Task", "\(id)", "completed", "(took"])
      let took = try #require(Double(words[5].dropLast(2)))
      #expect(words[5].hasSuffix("s)") && took >= 0.1 * Double(4 - id % 4) - 1e-9)
    }
    #expect(card.resultLine?.hasPrefix("Processing results as they complete: [") == true)
    #expect(card.ideal == .milliseconds(500))
    #expect(test.run.snapshot().results.count == 8)
  }

  @Test func `lock-race prints the counter`() throws {
    let test = try TestRun(LockRace())
    let card = try test.play()
    #expect(card.check == .match)
    #expect(test.lines == ["Counter with lock: 2000 (expected: 2000)"])
    #expect(card.resultLine == test.lines.first)
    #expect(card.resultFields.contains(.init("lost", .int(0))))
  }

  @Test(.enabled(if: !Load.isSanitized))
  func `daemon-threads prints what main gets to`() throws {
    let test = try TestRun(DaemonThreads())
    let card = try test.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    // The daemon's first word may come before main's.
    let first: Set = ["Main: Started daemon thread", " Daemon: Starting"]
    #expect(Set(test.lines.prefix(2)) == first)
    #expect(test.lines.dropFirst(2) == ["Main: Exiting (daemon will be killed)"])
    #expect(card.resultFields.contains(.init("cut", .int(1))))
    #expect(card.ideal == .milliseconds(100) && card.idealFormula == "0.1 s, the life of main")
  }

  @Test func `producer-consumer prints the items`() throws {
    let test = try TestRun(ProducerConsumer())
    let card = try test.play()
    #expect(card.check == .match && card.resultLine == "Results collected: 10 items")
    let lines = test.lines
    #expect(lines.last == "Results collected: 10 items")
    let added = lines.filter { $0.hasPrefix(" Producer: ") }
    #expect(added == (0..<10).map { " Producer: Added \($0)" } + [" Producer: Done"])
    let taken = lines.filter { $0.hasPrefix(" Consumer-") && $0.contains(": Processing ") }
    #expect(taken.count == 10 && lines.count == 22)
    #expect(Set(taken.compactMap { $0.split(separator: " ").last }).count == 10)
    #expect(card.ideal == .milliseconds(230))
    #expect(card.idealFormula == "9 × 0.02 s + 0.05 s, as fast as put")
    #expect(
      card.resultFields.prefix(2) == [.init("produced", .int(10)), .init("consumed", .int(10))]
    )
  }

  @Test(arguments: DemoIDs.working)
  func `slower runs show their real times`(id: String) throws {
    let demo = try #require(DemoCatalogue.demo(id))
    let test = try TestRun(demo, ["size": "1ms", "speed": "0.5"])
    let card = try test.play()
    #expect(card.outcome == .ok)
    let size = Duration.milliseconds(2)
    #expect((card.ideal ?? .zero) >= size && (card.makespan ?? .zero) >= size)
    #expect(card.aha?.isEmpty == false)
    #expect(!card.tries.isEmpty)
    #expect(card.counts.isConserved && card.counts.finished == card.counts.submitted)
  }
}
