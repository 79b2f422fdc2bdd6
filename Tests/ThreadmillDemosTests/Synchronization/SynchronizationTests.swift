// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTelemetry

/// What all demos about primitives have in common: every word of every choice is played, stopped, paused
/// and turned.
@Suite(.watched) struct SynchronizationTests {
  /// One demo with one word of one of its choices.
  struct Variant: Sendable, CustomTestStringConvertible {
    var id: String
    var knob: String
    var word: String

    var testDescription: String { "\(id) \(knob)=\(word)" }

    /// As assignments; a demo without choices has none.
    var assignments: [String: String] { knob.isEmpty ? [:] : [knob: word] }
  }

  static let variants = DemoIDs.synchronizing.flatMap { id -> [Variant] in
    let knobs = DemoCatalogue.demo(id)?.info.knobs ?? []
    let choices = knobs.flatMap { knob -> [Variant] in
      switch knob.kind {
      case .choice(let words) where knob.role != .speed:
        return words.map { Variant(id: id, knob: knob.name, word: $0) }
      case .bool: return ["on", "off"].map { Variant(id: id, knob: knob.name, word: $0) }
      case .choice, .int, .duration: return []
      }
    }
    return choices.isEmpty ? [Variant(id: id, knob: "", word: "")] : choices
  }

  private func run(
    _ variant: Variant,
    _ assignments: [String: String] = [:],
    standing: Duration = .milliseconds(2)
  ) throws -> TestRun {
    let all = variant.assignments.merging(assignments) { $1 }
    return try TestRun(quick: demo(variant), all, standing: standing)
  }

  private func demo(_ variant: Variant) throws -> any Demo {
    try #require(DemoCatalogue.demo(variant.id))
  }

  private func hasTempo(_ variant: Variant) throws -> Bool {
    try demo(variant).info.knob(for: .speed) != nil
  }

  /// A size at which a round lasts longer than any test, but for whoever turns it down.
  private func longRound(_ variant: Variant) throws -> [String: String] {
    try hasTempo(variant) ? ["size": "10s", "speed": "0.1"] : ["size": "500M"]
  }

  // MARK: Every word

  @Test(arguments: variants) func `every word is played and checked`(variant: Variant) throws {
    let test = try run(variant, ["rounds": "2"])
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? card.failure ?? "")")
    #expect(card.rounds == 2 && card.counts.isConserved)
    #expect(card.aha?.isEmpty == false && card.aha?.hasSuffix(".") == true)
    #expect(card.resultLine?.isEmpty == false)
    #expect(!card.tries.isEmpty && !card.resultFields.isEmpty)
    #expect(!test.run.snapshot().facts.isEmpty)
  }

  @Test(arguments: variants) func `stop ends every word at once`(variant: Variant) throws {
    let test = try run(variant, longRound(variant))
    test.run.start()
    try test.until("busy threads") { $0.lanes.contains { $0.worker.state.isBusy } }
    TestRun.nap(.milliseconds(20))
    test.run.stop(.requested)
    let card = try test.card()
    #expect(card.outcome == .stopped && card.check == .none && card.failure == nil)
    #expect(card.counts.isConserved && card.counts.running == 0)
  }

  @Test(arguments: variants) func `pause freezes every word`(variant: Variant) throws {
    let test = try run(variant, longRound(variant))
    test.run.start()
    // All of them: a crew starts its threads one after another, also while it is paused.
    try test.until("busy threads") { snapshot in
      snapshot.settings["workers"] == .int(snapshot.lanes.count)
        && snapshot.lanes.allSatisfy { $0.worker.state.isBusy }
    }
    test.run.pause()
    let activity = { (snapshot: RunSnapshot) in snapshot.lanes.map { $0.worker.task?.activity } }
    // Who was blocked at the pause may still be let go, and comes to a pause point then.
    var last = test.run.snapshot()
    let first = try test.until("a standstill") { now in
      defer { last = now }
      TestRun.nap(.milliseconds(Load.isSanitized ? 300 : 30))
      return now.isPaused && now.stillMoving == 0 && activity(now) == activity(last)
    }
    TestRun.nap(.milliseconds(Load.isSanitized ? 300 : 30))
    let second = test.run.snapshot()
    #expect(second.elapsed == first.elapsed && second.counts.ended == first.counts.ended)
    // On a busy machine who was let go may need longer than that to come to its pause point.
    let moved = zip(first.lanes, second.lanes).filter { before, now in
      before.worker.state != .blocked && before.worker.task?.activity != now.worker.task?.activity
    }
    #expect(moved.isEmpty)
    test.run.resume()
    try test.until("time to go on") { $0.elapsed > second.elapsed }
    test.run.stop(.requested)
    _ = try test.card()
  }

  @Test(arguments: variants) func `threads come and go under every word`(variant: Variant) throws {
    let test = try run(variant, ["rounds": "8"], standing: .zero)
    test.run.start()
    for workers in ["7", "2", "1", "9", "3", "5", "1", "4"] {
      try test.set("workers", workers)
      TestRun.nap(.milliseconds(3))
    }
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? card.failure ?? "")")
    #expect(card.counts.isConserved)
  }

  @Test(arguments: variants) func `speed acts on what goes on`(variant: Variant) throws {
    guard try hasTempo(variant) else { return }
    let test = try run(variant, ["size": "200ms", "speed": "0.01"])
    test.run.start()
    try test.until("waits") { $0.lanes.contains { $0.worker.state == .waiting } }
    try test.set("speed", "10")
    try test.set("size", "1ms")
    let card = try test.card()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? card.failure ?? "")")
  }

  /// One thread, and everything else as few as it can be.
  @Test(arguments: variants) func `one of a kind is no plural`(variant: Variant) throws {
    var few = ["workers": "1"]
    for knob in try demo(variant).info.knobs where knob.name != "rounds" {
      if case .int(let range, _) = knob.kind { few[knob.name] = "\(range.lowerBound)" }
    }
    let test = try run(variant, few)
    let card = try test.play()
    #expect(card.outcome == .ok && card.check == .match, "\(card.mismatch ?? card.failure ?? "")")
    let facts = test.run.snapshot().facts.map { fact in
      switch fact.value {
      case .text(let text), .bars(_, let text): text
      }
    }
    for text in facts + [card.aha, card.resultLine].compactMap(\.self) {
      #expect(!text.contains(/(^|[^0-9.])1 (?!ms|ns)[a-z]+s\b/), "\(text)")
    }
  }
}
