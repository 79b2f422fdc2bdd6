// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Glibc
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// The end of main, in a real process: the built `threadmill`.
///
/// Not under ThreadSanitizer: what it watches in the child is called a leak there, threads that run when `main`
/// returns, and changes the exit code.
@Suite(.watched, .enabled(if: !Load.isSanitized)) struct DaemonThreadsTests {
  private func states(_ snapshot: RunSnapshot) -> [WorkerState] {
    snapshot.lanes.map(\.worker.state)
  }

  private func number(_ name: String, _ card: EndCard) -> Int? {
    guard case .int(let number)? = card.resultFields.first(where: { $0.name == name })?.value else {
      return nil
    }
    return number
  }

  // MARK: Rounds

  @Test func `daemons are cut off and clean nothing up`() throws {
    let test = try TestRun(DaemonThreads(), ["workers": "3", "size": "50ms"])
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(number("started", card) == 3 && number("cut", card) == 3)
    #expect(number("finished", card) == 0 && number("cleanedUp", card) == 0)
    let end = test.run.snapshot()
    #expect(states(end) == [.finished, .lost, .lost, .lost])
    #expect(end.lanes.last?.note?.hasPrefix("killed at ") == true)
    #expect(end.lanes.last?.note?.hasSuffix(" of 5 s") == true)
    #expect(card.aha?.contains("3 daemons cut at ") == true)
  }

  @Test func `daemons that are done are not said to be killed`() throws {
    let test = try TestRun(DaemonThreads(), ["task": "1ms", "size": "300ms", "workers": "2"])
    let card = try test.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    #expect(test.lines.last == "Main: Exiting (no daemon will be killed)")
    #expect(card.aha?.hasPrefix("Every daemon was done before main ended") == true)
  }

  @Test func `a main that joins waits for all`() throws {
    let test = try TestRun(DaemonThreads(), ["rule": "join", "task": "150ms", "size": "1ms"])
    let card = try test.play()
    #expect(card.check == .match && card.makespan ?? .zero >= .milliseconds(150))
    #expect(number("finished", card) == 1 && number("cleanedUp", card) == 1)
    #expect(
      test.lines.suffix(2) == [" Daemon: Finished", "Main: Exiting (all threads were joined)"]
    )
    #expect(states(test.run.snapshot()) == [.finished, .finished])
  }

  @Test func `whoever is cut off leaves half a line, and what lay in a buffer is nowhere`() throws {
    let cut = try TestRun(DaemonThreads(), ["workers": "2", "size": "110ms"])
    let card = try cut.play()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    // One that is cut between two lines leaves no half of one.
    #expect(number("cutLines", card) ?? 9 <= 2 && number("fileLines", card) ?? 0 >= 2)
    let said = try fact("file", cut)
    #expect(said.contains(" whole lines"), "\(said)")

    let buffered = try TestRun(DaemonThreads(), ["flush": "end", "size": "110ms"])
    let end = try buffered.play()
    #expect(end.check == .match, "\(end.mismatch ?? "")")
    #expect(number("cutLines", end) == 0 && number("fileLines", end) == 0)
    #expect(try fact("file", buffered).hasSuffix(" in no file"))
  }

  @Test func `whoever is joined leaves all its lines, also out of a buffer`() throws {
    for flush in ["line", "end"] {
      let knobs: KeyValuePairs = [
        "rule": "join", "task": "100ms", "size": "1ms", "workers": "3", "flush": flush,
      ]
      let test = try TestRun(DaemonThreads(), knobs)
      let card = try test.play()
      #expect(card.check == .match, "\(card.mismatch ?? "")")
      #expect(number("cutLines", card) == 0 && number("fileLines", card) == 15)
      #expect(try fact("file", test) == "15 whole lines")
    }
  }

  private func fact(_ label: String, _ test: TestRun) throws -> String {
    let fact = try #require(test.run.snapshot().facts.first { $0.label == label })
    guard case .text(let text) = fact.value else { return "" }
    return text
  }

  @Test func `daemons come and go while main lives`() throws {
    let test = try TestRun(DaemonThreads(), ["size": "10s", "workers": "2"])
    test.run.start()
    try test.until("main and two daemons") { states($0) == [.waiting, .waiting, .waiting] }
    try test.set("workers", "4")
    try test.until("two more") { states($0).count { $0 == .waiting } == 5 }
    try test.set("workers", "1")
    try test.until("three that are gone") { states($0).count { $0 == .cancelled } == 3 }
    try test.set("workers", "2")
    try test.until("one that is back") { states($0).count { $0 == .cancelled } == 2 }
    try test.set("speed", "10")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
  }

  @Test func `a pause reaches the child`() throws {
    let test = try TestRun(DaemonThreads(), ["size": "10s"])
    test.run.start()
    try test.until("two waits") { states($0) == [.waiting, .waiting] }
    test.run.pause()
    // What was on its way arrives; then nothing moves.
    TestRun.nap(.milliseconds(100))
    let first = test.run.snapshot().lanes.map { $0.worker.task?.activity }
    TestRun.nap(.milliseconds(60))
    #expect(test.run.snapshot().lanes.map { $0.worker.task?.activity } == first)
    test.run.resume()
    try test.until("time to go on") { $0.lanes.map { $0.worker.task?.activity } != first }
    test.run.stop(.requested)
    #expect(try test.card().outcome == .stopped)
  }

  @Test func `many daemons that are cut early are right`() throws {
    let test = try TestRun(
      DaemonThreads(),
      ["workers": "64", "size": "1ms", "speed": "10", "rounds": "5"]
    )
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(states(test.run.snapshot()).first == .finished)
  }

  @Test func `the child's own time is what is told`() throws {
    let test = try TestRun(DaemonThreads(), ["speed": "0.5"])
    let card = try test.play()
    let end = test.run.snapshot()
    #expect(card.check == .match, "\(card.mismatch ?? "")")
    #expect(end.lanes.first?.worker.busy ?? .zero >= .milliseconds(200))
    #expect(end.facts.first { $0.label == "clean-ups" }?.value == .text("0 of 1 have run"))
  }

  @Test func `main asks for the rule at its end`() throws {
    let test = try TestRun(DaemonThreads(), ["size": "10s", "task": "20s"])
    test.run.start()
    try test.until("two waits") { states($0) == [.waiting, .waiting] }
    #expect(test.run.snapshot().facts.map(\.label).contains("clean-ups"))
    try test.set("rule", "join")
    // The daemon that is there keeps its time, the one that comes has the new one.
    try test.set("task", "12s")
    try test.set("workers", "2")
    try test.until("another one with its own time") {
      $0.lanes.count == 3 && requested($0, 1) == .seconds(20) && requested($0, 2) == .seconds(12)
    }
    try test.set("speed", "10")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    #expect(test.lines.last == "Main: Exiting (all threads were joined)")
    #expect(number("finished", card) == 2 && number("cleanedUp", card) == 2)
  }

  private func requested(_ snapshot: RunSnapshot, _ lane: Int) -> Duration? {
    guard case .wait(_, let requested)? = snapshot.lanes[lane].worker.task?.activity else {
      return nil
    }
    return requested
  }

  @Test func `a pause that was taken back while the child starts leaves no trace`() throws {
    for _ in 0..<20 {
      let test = try TestRun(DaemonThreads(), ["size": "1ms", "rounds": "2"])
      test.run.start()
      for _ in 0..<50 {
        test.run.pause()
        test.run.resume()
      }
      let card = try test.card()
      #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? "")")
    }
  }

  @Test func `a stop leaves no process behind`() throws {
    let test = try TestRun(DaemonThreads(), ["size": "10s", "speed": "0.01"])
    test.run.start()
    try test.until("two waits") { states($0) == [.waiting, .waiting] }
    test.run.stop(.replaced)
    let card = try test.card()
    #expect(card.outcome == .cancelled && card.check == .none && card.failure == nil)
    #expect(card.counts.isConserved && card.counts.cancelled == 1)
    #expect(states(test.run.snapshot()) == [.cancelled, .cancelled])
  }

  // MARK: The process

  private func shell(_ script: String, file: MemoryFile? = nil) throws -> ChildProcess {
    try ChildProcess(path: "/bin/sh", arguments: ["sh", "-c", script], file: file)
  }

  /// Waits for its end; what it has printed stands beside that.
  private func follow(_ child: ChildProcess) -> (ChildEnding, printed: [String]) {
    var printed: [String] = []
    let ending = child.follow(
      isUnwanted: { false },
      output: { printed.append($0) },
      report: { _ in }
    )
    return (ending, printed)
  }

  @Test func `a child says what it prints and how it ends`() throws {
    let child = try shell("echo one; echo two >&2; printf three; echo report >&3; exit 7")
    var (printed, reported): ([String], [String]) = ([], [])
    let ending = child.follow(
      isUnwanted: { false },
      output: { printed.append($0) },
      report: { reported.append($0) }
    )
    #expect(ending == .exit(7))
    #expect(printed == ["one", "two", "three"] && reported == ["report"])
  }

  @Test func `a child hears and has nothing else open`() throws {
    let child = try shell("read line <&3; echo \"got $line\"; ls /proc/self/fd; cat")
    child.send("hello")
    let (ending, printed) = follow(child)
    #expect(ending == .exit(0) && printed.first == "got hello")
    // `ls` opens the directory itself, as its number 4.
    #expect(Set(printed.dropFirst()).isSubset(of: ["0", "1", "2", "3", "4"]))
  }

  @Test func `a child writes into the file that it was given, and has nothing else open`() throws {
    let file = try MemoryFile()
    #expect(file.bytes(at: 0, upTo: 8) == [])
    let child = try shell("printf hello >&4; ls /proc/self/fd", file: file)
    let (ending, printed) = follow(child)
    #expect(ending == .exit(0))
    #expect(Set(printed).isSubset(of: ["0", "1", "2", "3", "4", "5"]))
    #expect(file.bytes(at: 0, upTo: 64) == Array("hello".utf8))
    #expect(file.bytes(at: 3, upTo: 64) == Array("lo".utf8) && file.bytes(at: 99, upTo: 1) == [])
  }

  @Test func `a child whose own child keeps the pipe is over when it ends`() throws {
    let child = try shell("sleep 1000 & echo $!; exit 0")
    let (ending, printed) = follow(child)
    #expect(ending == .exit(0))
    // The rest of its group is killed with it.
    let sleeper = try #require(printed.first.flatMap { Int32($0) })
    #expect(eventually { kill(sleeper, 0) != 0 || isZombie(sleeper) })
  }

  private func isZombie(_ pid: Int32) -> Bool {
    guard let file = fopen("/proc/\(pid)/stat", "r") else { return true }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self).contains(") Z ")
  }

  @Test func `an unwanted child is killed`() throws {
    let child = try shell("trap '' TERM INT; sleep 1000")
    let ending = child.follow(isUnwanted: { true }, output: { _ in }, report: { _ in })
    #expect(ending == .signal(SIGKILL))
    child.kill()
  }

  @Test func `a program that is not there is refused`() {
    let error = #expect(throws: ChildProcessError.self) {
      try ChildProcess(path: "/no/such/program", arguments: ["x"])
    }
    #expect(error?.description.hasPrefix("cannot start /no/such/program: ") == true)
  }

  // MARK: Words and the oracle

  @Test func `orders and reports are read back`() {
    let orders = DaemonOrders(DaemonThreads().info.seedSettings)
    #expect(DaemonOrders(words: orders.words) == orders)
    #expect(DaemonOrders(words: ["1", "exit", "x", "5s", "1", "line", "go"]) == nil)
    var paused = orders
    paused.isPaused = true
    #expect(DaemonOrders(words: paused.words) == paused)
    let report = DaemonReport(
      lane: 2,
      state: .waiting,
      elapsed: .microseconds(1234),
      requested: .seconds(5),
      isCleanedUp: true,
      lineCount: 7,
      place: 3,
      processCPU: .microseconds(56)
    )
    #expect(DaemonReport(line: report.line) == report)
    #expect(DaemonReport(line: "2 99 1ms 5s 0 3 1 0s") == nil)
    #expect(DaemonReport(line: "2 3 1ms 5s 0 -3 1 0s") == nil)
    #expect(DaemonReport(line: "") == nil)
  }

  @Test func `an oracle that is fed with wrong rounds says so`() {
    let demo = DaemonThreads()
    let round = RoundReport(settings: demo.info.seedSettings, time: .seconds(1))
    let right = outcome()
    #expect(demo.mismatch(right, round) == nil)
    var killed = right
    killed.ending = .signal(9)
    #expect(demo.mismatch(killed, round)?.hasSuffix("it ended with signal 9") == true)
    var early = right
    early.main?.elapsed = .milliseconds(99)
    #expect(demo.mismatch(early, round) == "main has ended before its time")
    var silent = right
    silent.lines.removeLast()
    #expect(demo.mismatch(silent, round) == "main has not said that it ends")
    var finished = right
    finished.lines.insert(" Daemon: Finished", at: 2)
    #expect(demo.mismatch(finished, round) == "1 daemon finished before their time")
    var lost = right
    lost.main?.state = .waiting
    #expect(demo.mismatch(lost, round) == "main has not said that it ends")
    var torn = right
    torn.texts = ["beat 1 done\nbeat 3 "]
    #expect(demo.mismatch(torn, round)?.hasPrefix("daemon-0 cannot have written beat 1") == true)
    torn.texts = ["beat 1 done\n"]
    torn.daemons[0].state = .finished
    #expect(demo.mismatch(torn, round)?.hasPrefix("daemon-0 has finished, its file ends ") == true)
    var joined = right
    joined.orders.joins = true
    #expect(demo.mismatch(joined, round) == "main has joined no thread")
    joined.lines[2] = "Main: Exiting (all threads were joined)"
    #expect(demo.mismatch(joined, round) == "1 threads were joined, 0 have finished")
  }

  @Test func `a daemon that prints after main's last line is right`() {
    let demo = DaemonThreads()
    let round = RoundReport(settings: demo.info.seedSettings, time: .seconds(1))
    var late = outcome()
    late.lines.swapAt(1, 2)
    #expect(demo.mismatch(late, round) == nil)
    // It may have had its time between main's last report and the end of the process.
    late.lines.append(" Daemon: Finished")
    #expect(demo.mismatch(late, round) == nil)
  }

  @Test func `a daemon of a turned round had the shortest time at least`() {
    let demo = DaemonThreads()
    let round = RoundReport(settings: demo.info.seedSettings, wasTurned: true, time: .seconds(1))
    var turned = outcome()
    turned.lines.insert(" Daemon: Finished", at: 2)
    #expect(demo.mismatch(turned, round) == "1 daemon finished before their time")
    turned.shortestTask = .milliseconds(50)
    #expect(demo.mismatch(turned, round) == nil)
  }

  @Test func `a round is told in main's own time`() throws {
    let demo = DaemonThreads()
    let round = try Reports.round(demo, ["speed": "0.5"])
    #expect(demo.aha(outcome(), round).hasPrefix("main ended after 0.20 s: 1 daemon cut at "))
  }

  @Test func `what is suggested follows the rule`() {
    let demo = DaemonThreads()
    var settings = demo.info.seedSettings
    #expect(demo.suggestions(settings).last?.reason == "each is cut off where it stands")
    settings["rule"] = .choice("join")
    #expect(demo.suggestions(settings).last?.reason.hasPrefix("main waits for the longest") == true)
  }

  private func outcome() -> DaemonThreads.Outcome {
    func report(_ lane: Int, _ state: WorkerState, _ requested: Duration) -> DaemonReport {
      DaemonReport(lane: lane, state: state, elapsed: .milliseconds(100), requested: requested)
    }
    let orders = DaemonOrders(DaemonThreads().info.seedSettings)
    return DaemonThreads.Outcome(
      orders: orders,
      shortestTask: orders.task,
      ending: .exit(0),
      main: report(0, .finished, .milliseconds(100)),
      daemons: [report(1, .waiting, .seconds(5))],
      lines: [
        "Main: Started daemon thread", " Daemon: Starting", "Main: Exiting (daemon will be killed)",
      ],
      texts: ["beat 1 done\nbeat 2 "]
    )
  }
}
