// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry
import ThreadmillTerminal

/// What keys and messages do to the model, and which effects they have.
struct UpdateTests {
  private typealias F = ScreenFixtures

  private func model() -> Model { F.model(columns: 80, rows: 24) }

  private func running(_ demo: DemoInfo = ScreenFixtures.poolSubmit) -> Model {
    F.running(demo, columns: 80, rows: 24, snapshots: [F.pool([.waiting, .idle, .idle, .idle])])
  }

  private func press(_ model: inout Model, _ keys: Key...) -> [Effect] {
    keys.flatMap { update(&model, .key($0)) }
  }

  private func type(_ model: inout Model, _ text: String) -> [Effect] {
    text.flatMap { update(&model, .key(.character($0))) }
  }

  @Test func `Enter in Browse starts the demo under the cursor and shows it`() {
    var model = model()
    let effects = press(&model, .down, .enter)
    let settings = F.poolSubmit.workbenchSettings
    #expect(effects == [.start(run: 1, demo: "pool-submit", settings)])
    #expect(model.view == .run)
    #expect(model.echo.command == "run pool-submit")
  }

  @Test func `worker keys turn the knob of the run`() {
    var model = running()
    #expect(
      press(&model, .character("+")) == [.set(run: 1, knob: "workers", .int(5))]
    )
    #expect(model.echo == Echo("set workers +1", "workers 4 → 5"))
    #expect(press(&model, .character("-")) == [.set(run: 1, knob: "workers", .int(4))])
    #expect(press(&model, .character("]")) == [.set(run: 1, knob: "workers", .int(8))])
    #expect(press(&model, .character("[")) == [.set(run: 1, knob: "workers", .int(4))])
  }

  @Test func `a burst of plus loses none, though no snapshot comes between`() {
    var model = running()
    var effects: [Effect] = []
    for _ in 0..<200 { effects += press(&model, .character("+")) }
    #expect(effects.count == 200)
    #expect(effects.last == .set(run: 1, knob: "workers", .int(204)))
  }

  @Test func `w opens the line and Enter sets the number`() {
    var model = running()
    _ = press(&model, .character("w"))
    #expect(model.line?.text == "set workers ")
    #expect(type(&model, "12") == [])
    #expect(press(&model, .enter) == [.set(run: 1, knob: "workers", .int(12))])
    #expect(model.line == nil)
  }

  @Test func `size and speed keys step in round numbers`() {
    var model = running()
    #expect(
      press(&model, .character(">")) == [.set(run: 1, knob: "size", .duration(.milliseconds(200)))]
    )
    #expect(press(&model, .character("}")) == [.set(run: 1, knob: "speed", .choice("0.2"))])
  }

  @Test func `knobs turned in Browse are those of the next run`() {
    var model = model()
    #expect(press(&model, .character("+"), .character("+")) == [])
    #expect(model.settings["basic-threads"]?["workers"] == .int(5))
    #expect(model.echo.outcome.hasSuffix("next run"))
    var expected = F.basicThreads.workbenchSettings
    expected["workers"] = .int(5)
    #expect(press(&model, .enter) == [.start(run: 1, demo: "basic-threads", expected)])
  }

  @Test func `Tab chooses a knob and the arrows turn it`() {
    var model = running()
    _ = press(&model, .tab)
    #expect(model.selectedKnob?.name == "size")
    #expect(
      press(&model, .right) == [.set(run: 1, knob: "size", .duration(.milliseconds(200)))]
    )
    _ = press(&model, .backTab, .backTab)
    #expect(model.selectedKnob?.name == "speed")
  }

  @Test func `Space pauses and resumes`() {
    var model = running()
    #expect(press(&model, .character(" ")) == [.pause(run: 1)])
    var snapshot = F.pool([.waiting])
    snapshot.isPaused = true
    F.feed(&model, snapshot)
    #expect(press(&model, .character(" ")) == [.resume(run: 1)])
  }

  @Test func `Space twice pauses and resumes, though no snapshot comes between`() {
    var model = running()
    #expect(
      press(&model, .character(" "), .character(" ")) == [.pause(run: 1), .resume(run: 1)]
    )
  }

  @Test func `ages stand still while the run is held`() {
    var model = running()
    var held = F.pool([.waiting, .idle])
    held.isPaused = true
    let thread = { SyncThread(id: 7, name: "a", since: .seconds($0)) }
    held.primitives = [
      SyncSnapshot(kind: .lock, name: "l", holder: thread(1), waiters: [thread(2)])
    ]
    F.feed(&model, held)
    let before = view(model, size: model.size).rows
    held.takenAt += .seconds(7)
    held.lanes[0].worker.task?.elapsed = .seconds(9)
    held.lanes[1].worker.stateAge = .seconds(9)
    held.primitives[0].holder = thread(8)
    held.primitives[0].waiters = [thread(9)]
    F.feed(&model, held)
    #expect(view(model, size: model.size).rows == before)
    held.isPaused = false
    F.feed(&model, held)
    #expect(view(model, size: model.size).rows != before)
  }

  @Test func `what was cancelled is not done`() {
    var model = running()
    var stopped = F.ended()
    stopped.roundDone = 0
    stopped.roundCancelled = 10
    F.feed(&model, stopped)
    let total = view(model, size: model.size).rows[3]
    #expect(total.contains("0 of 10 done") && total.contains("10 cancelled"))
    #expect(!total.contains("█"))
  }

  @Test func `there and back tells of no change`() {
    var model = running()
    _ = press(&model, .character("+"), .character("-"))
    #expect(model.run?.resize == nil)
    #expect(model.echo.outcome == "workers 5 → 4")
  }

  @Test func `what the run refuses is no value for the next run`() {
    var model = running()
    _ = press(&model, .character("+"))
    #expect(model.settings["pool-submit"]?["workers"] == .int(5))
    let error = KnobError(knob: "workers", value: "5", allowed: "what the system has room for")
    _ = update(&model, .refused(run: 1, error))
    #expect(model.settings["pool-submit"]?["workers"] == .int(4))
    #expect(model.echo.isRefusal)
  }

  @Test func `a paused, frozen or ended run asks for no frames`() {
    var model = running()
    #expect(model.isMoving)
    var paused = F.pool([.waiting])
    paused.isPaused = true
    F.feed(&model, paused)
    #expect(!model.isMoving)
    #expect(model.deadline == nil)
    paused.stillMoving = 1
    F.feed(&model, paused)
    #expect(model.isMoving)
    F.feed(&model, F.pool([.waiting]))
    _ = press(&model, .character("Z"))
    #expect(!model.isMoving)
    _ = press(&model, .character("Z"))
    #expect(model.isMoving)
    F.feed(&model, F.ended())
    #expect(!model.isMoving)
    #expect(model.deadline == nil)
  }

  @Test func `Escape leaves the run going`() {
    var model = running()
    #expect(press(&model, .escape) == [])
    #expect(model.view == .browse)
    #expect(model.isRunning)
    #expect(!model.isMoving)
    #expect(press(&model, .enter) == [])
    #expect(model.view == .run)
  }

  @Test func `starting another demo stops the first, and the Log says so`() {
    var model = running()
    _ = press(&model, .escape, .up)
    let effects = press(&model, .enter)
    #expect(effects.first == .stop(run: 1, .replaced))
    #expect(
      effects.last == .start(run: 2, demo: "basic-threads", F.basicThreads.workbenchSettings)
    )
    #expect(model.log.lines.contains { $0.text.contains("basic-threads was started") })
    _ = update(&model, .snapshot(run: 1, F.ended()))
    #expect(model.results["pool-submit"]?.check == .match)
    #expect(model.leaving.isEmpty)
  }

  @Test func `^C stops the run first and quits then`() {
    var model = running()
    #expect(press(&model, .control("c")) == [.stop(run: 1, .requested)])
    #expect(press(&model, .control("c")) == [.quit(0)])
  }

  @Test func `q quits at once`() {
    var model = running()
    #expect(press(&model, .character("q")) == [.quit(0)])
  }

  @Test func `^Z suspends, also from the help and from the line`() {
    var model = model()
    #expect(press(&model, .control("z")) == [.suspend])
    #expect(press(&model, .character("?"), .control("z")) == [.suspend])
    #expect(press(&model, .escape, .character(":"), .control("z")) == [.suspend])
    #expect(model.line != nil)
  }

  @Test func `a signal ends with 128 and its number`() {
    var model = running()
    #expect(update(&model, .signal(15)) == [.quit(143)])
  }

  @Test func `an endless run without a key stops after two minutes and says so`() {
    var model = running()
    #expect(model.deadline == .seconds(220))
    #expect(update(&model, .tick(.seconds(219))) == [])
    _ = press(&model, .character("j"))
    #expect(update(&model, .tick(.seconds(221))) == [])
    #expect(update(&model, .tick(.seconds(339))) == [.stop(run: 1, .unattended)])
    #expect(update(&model, .tick(.seconds(400))) == [])
    var ended = F.ended()
    ended.card?.reason = .unattended
    F.feed(&model, ended)
    let text = view(model, size: model.size).rows.joined(separator: "\n")
    #expect(text.contains("without a key"))
    #expect(model.log.lines.contains { $0.text.contains("without a key") })
  }

  @Test func `a counted run is left alone`() {
    var model = running()
    var snapshot = F.pool([.waiting])
    snapshot.settings["rounds"] = .int(3)
    F.feed(&model, snapshot)
    #expect(model.deadline == nil)
  }

  @Test func `one key does what the card suggests`() {
    var model = running()
    F.feed(&model, F.ended())
    var expected = F.poolSubmit.workbenchSettings
    expected["workers"] = .int(10)
    #expect(
      press(&model, .character("y")) == [.start(run: 2, demo: "pool-submit", expected)]
    )
  }

  @Test func `a suggestion turns the knobs of its own demo, wherever the cursor is`() {
    var model = running()
    F.feed(&model, F.ended())
    _ = press(&model, .escape, .up, .character(":"))
    #expect(model.browsed?.id == "basic-threads")
    _ = type(&model, "try 1")
    var expected = F.poolSubmit.workbenchSettings
    expected["workers"] = .int(10)
    #expect(press(&model, .enter) == [.start(run: 2, demo: "pool-submit", expected)])
    #expect(model.settings["basic-threads"] == F.basicThreads.workbenchSettings)
  }

  @Test func `r runs again with the present knobs`() {
    var model = running()
    F.feed(&model, F.ended())
    _ = press(&model, .character("+"))
    var expected = F.poolSubmit.workbenchSettings
    expected["workers"] = .int(5)
    #expect(
      press(&model, .character("r")) == [.start(run: 2, demo: "pool-submit", expected)]
    )
  }

  @Test func `a refused line stays open with its error`() {
    var model = running()
    _ = press(&model, .character(":"))
    _ = type(&model, "set workers 9000")
    #expect(press(&model, .enter) == [])
    #expect(model.line?.text == "set workers 9000")
    #expect(model.lineError?.message.contains("1...4096") == true)
    _ = press(&model, .backspace)
    #expect(model.lineError == nil)
    _ = press(&model, .escape)
    #expect(model.line == nil)
  }

  @Test func `the line remembers what was entered`() {
    var model = running()
    _ = press(&model, .character(":"))
    _ = type(&model, "set workers 6")
    _ = press(&model, .enter)
    _ = press(&model, .character(":"), .up)
    #expect(model.line?.text == "set workers 6")
  }

  @Test func `help is searched by typing and Enter runs the row`() {
    var model = running()
    _ = press(&model, .character("?"))
    _ = type(&model, "workers +1")
    #expect(press(&model, .enter) == [.set(run: 1, knob: "workers", .int(5))])
    #expect(model.help == nil)
  }

  @Test func `? closes the help, also in the middle of a search`() {
    var model = running()
    _ = press(&model, .character("?"), .character("w"), .character("?"))
    #expect(model.help == nil)
  }

  @Test func `without lanes no key claims to move among them`() {
    var model = model()
    _ = press(&model, .character("2"))
    #expect(CommandRegistry.binding(for: .down, context: model.context) == nil)
    _ = press(&model, .character("3"))
    #expect(CommandRegistry.binding(for: .down, context: model.context) != nil)
  }

  @Test func `a key that means nothing says where to look`() {
    var model = model()
    #expect(press(&model, .function(9)) == [])
    #expect(model.echo.isRefusal)
  }

  @Test func `a resize is told with its cost`() {
    var model = running()
    _ = press(&model, .character("+"))
    var snapshot = F.pool([.waiting, .idle, .idle, .idle, .waiting])
    snapshot.takenAt = .seconds(114)
    F.feed(&model, snapshot)
    let line = "workers 4 → 5: 1 started in 45 µs"
    #expect(model.echo.outcome == line)
    #expect(model.log.lines.last?.text == line)
    let text = view(model, size: model.size).rows.joined(separator: "\n")
    #expect(text.contains("started in 45 µs"))
  }

  @Test func `captured lines and their loss are in the Log`() {
    var model = model()
    _ = update(&model, .captured(["hello"], dropped: 3))
    #expect(model.log.lines.map(\.kind) == [.captured, .warning])
  }

  @Test func `a run that cannot start is said and leaves nothing behind`() {
    var model = model()
    _ = press(&model, .enter)
    _ = update(&model, .startFailed(run: 1, "no thread is left"))
    #expect(model.run == nil)
    #expect(model.view == .browse)
    #expect(model.echo.outcome == "no thread is left")
  }

  @Test func `arrows choose a lane and scroll to it`() {
    var model = F.running(
      F.poolSubmit,
      columns: 80,
      rows: 24,
      snapshots: [F.pool(F.states(200))]
    )
    _ = press(&model, .down)
    #expect(model.run?.selectedLane == 0)
    _ = press(&model, .end)
    #expect(model.run?.selectedLane == 199)
    #expect(view(model, size: model.size).rows.contains { $0.contains("pool-199") })
    _ = press(&model, .home)
    #expect(model.run?.firstLane == 0)
  }

  @Test func `any keys at any moment leave a model that can be drawn`() {
    var generator = SplitMix(state: 7)
    let keys: [Key] =
      "+-=_[]w<>{} Zrxyn:?q1230jkgGhl/".map { .character($0) }
      + [.enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown]
      + [.home, .end, .backspace, .delete, .control("c"), .control("u"), .function(1)]
    var model = model()
    let pictures = [F.pool(F.states(3)), F.pool(F.states(60)), F.ended(), F.pool([])]
    for step in 0..<4_000 {
      _ = update(&model, .key(keys[Int(generator.next() % UInt64(keys.count))]))
      if step % 7 == 0 { F.feed(&model, pictures[Int(generator.next() % 4)]) }
      if step % 50 == 0 { _ = view(model, size: model.size) }
    }
    #expect(model.demos.indices.contains(model.cursor))
  }
}

/// A small seeded generator (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
