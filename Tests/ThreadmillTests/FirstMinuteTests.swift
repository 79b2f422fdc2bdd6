// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// The first minute of a new user, with keys only, on a real terminal.
@Suite(.serialized)
struct FirstMinuteTests {
  @Test(arguments: [(80, 24), (120, 40)])
  func `browse, run, turn, pause, another demo, card, again, help, leave`(
    columns: Int,
    rows: Int
  ) async throws {
    try await onThread(deadline: .seconds(120)) {
      let session = try TerminalSession(columns: columns, rows: rows)
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait("three lanes") { RunScreen($0).has(lane: 2) && !RunScreen($0).has(lane: 3) }
      moreWorkersAndSize(session)
      pauseAndResume(session)
      fewerWorkers(session)
      anotherDemo(session)
      cardAndAgain(session)
      session.press("?")
      session.wait(for: "run [DEMO]")
      session.press("\u{1B}")
      session.wait("help is gone") { rows in !rows.contains { $0.contains("run [DEMO]") } }
      session.press("q")
      #expect(session.end() == 0)
    }
  }

  private func moreWorkersAndSize(_ session: TerminalSession) {
    for lane in 3...5 {
      session.press("+")
      session.wait("lane \(lane)", upTo: .seconds(2)) { RunScreen($0).has(lane: lane) }
      session.wait(for: ":set workers +1")
      session.wait("\(lane + 1) workers") { RunScreen($0).knob("workers") == "\(lane + 1)" }
    }
    #expect(RunScreen(session.rows).knob("size") == "100 ms")
    session.press(">")
    session.wait("another size") { RunScreen($0).knob("size") == "200 ms" }
    session.wait(for: ":set size +1")
    session.press("w12\r")
    session.wait("lane 11") { RunScreen($0).has(lane: 11) }
    session.wait(for: ":set workers 12")
    #expect(RunScreen(session.rows).knob("workers") == "12")
  }

  /// No lane may move while the run is paused, and at least one must afterwards.
  private func pauseAndResume(_ session: TerminalSession) {
    let before = RunScreen(session.rows).lanes
    session.wait("the bars move") { RunScreen($0).lanes != before }
    session.press(" ")
    session.wait("paused") { $0.first?.contains("PAUSED") == true }
    session.settle(.milliseconds(300))
    let still = session.rows
    session.watch(for: .milliseconds(700))
    #expect(session.rows == still, "a paused run moves")
    session.press(" ")
    session.wait("going on") { $0.first?.contains("PAUSED") == false }
    session.wait("the bars move again") { RunScreen($0).bars != RunScreen(still).bars }
  }

  private func fewerWorkers(_ session: TerminalSession) {
    session.press(":set workers 3\r")
    session.wait(for: ":set workers 3")
    session.wait("3 workers") { RunScreen($0).knob("workers") == "3" }
    session.wait("the others have ended") { rows in
      let screen = RunScreen(rows)
      return screen.lanes.contains { $0.contains("× canc") } || !screen.has(lane: 3)
    }
    // The next round, which is soon there at this speed, has three.
    session.press("}}}")
    session.wait("three lanes", upTo: .seconds(20)) {
      RunScreen($0).has(lane: 2) && !RunScreen($0).has(lane: 3)
    }
  }

  /// 10 tasks of 0.1 s on 4 workers go in 3 waves, on 5 in 2.
  ///
  /// The clock runs at half the seed's speed here, so no round of 4 workers takes less than 0.6 s, however
  /// busy the machine is.
  private func anotherDemo(_ session: TerminalSession) {
    session.press("\u{1B}")
    session.wait(for: "pool-submit")
    // By name: what stands between the two in the menu is no matter here.
    session.press(":run pool-submit\r")
    session.wait("the other demo") { $0.first?.contains("Thread Pool: submit") == true }
    session.press("}}")
    session.wait("half the speed") { RunScreen($0).knob("speed") == "0.5" }
    session.wait("rounds of 4 workers", upTo: .seconds(20)) { RunScreen($0).rounds.count >= 2 }
    let slow = RunScreen(session.rows).rounds
    #expect(slow.allSatisfy { $0 > 0.58 }, "\(slow)")
    session.press("+")
    session.wait("a shorter round", upTo: .seconds(20)) { rows in
      RunScreen(rows).rounds.contains { $0 < 0.55 }
    }
    #expect(RunScreen(session.rows).knob("workers") == "5")
  }

  private func cardAndAgain(_ session: TerminalSession) {
    session.press("x")
    session.wait("the card") { rows in
      let card = RunScreen(rows).card
      return card.contains { $0.contains("check ✓") } && card.contains { $0.contains("Try: ") }
    }
    #expect(session.shows("Downloaded 10 files in "))
    session.watch(for: .milliseconds(300))
    let ended = session.rows
    session.press("r")
    session.wait("a new run") { $0.first?.hasSuffix("RUN") == true && RunScreen($0).card.isEmpty }
    session.wait(for: ":restart")
    session.wait("it moves") { RunScreen($0).lanes != RunScreen(ended).lanes }
    let lanes = RunScreen(session.rows).lanes
    session.wait("it moves on") { RunScreen($0).lanes != lanes }
  }

  @Test func `no key of a burst is lost`() async throws {
    try await onThread {
      let session = try TerminalSession(columns: 120, rows: 40)
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait(for: "Thread-2")
      session.press(String(repeating: "+-", count: 100) + "++++")
      session.wait(for: "Thread-6")
      session.press("q")
      #expect(session.end() == 0)
    }
  }

  @Test(arguments: [(1, 1), (20, 5), (40, 12), (200, 60)])
  func `it starts and works at any size`(columns: Int, rows: Int) async throws {
    try await onThread {
      let session = try TerminalSession(columns: columns, rows: rows)
      session.settle()
      session.press("\r++>")
      session.settle(.milliseconds(50))
      session.press("q")
      #expect(session.end() == 0)
    }
  }
}
