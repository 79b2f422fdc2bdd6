// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct SuggestionTests {
  private static let infos = DemoCatalogue.demos.map(\.info.id)

  @Test func `the keys stand for the commands`() {
    let more = EndCard.Suggestion.workers(6, from: 4, "why")
    #expect(more.keys == "++" && more.commands == ["set workers +1", "set workers +1", "restart"])
    let fewer = EndCard.Suggestion.workers(3, from: 4, "why")
    #expect(fewer.keys == "-" && fewer.commands == ["set workers -1", "restart"])
    let exact = EndCard.Suggestion.workers(64, from: 4, "why")
    #expect(exact.keys == "w 64" && exact.commands == ["set workers 64", "restart"])
  }

  @Test func `a wave less needs so many workers`() throws {
    let info = PoolSubmit().info
    let settings = { (workers: String) throws in
      try info.settings(base: info.seedSettings, assignments: [("workers", workers)])
    }
    #expect(try EndCard.Suggestion.fewerWaves(settings("4"), tasks: 10)?.keys == "+")
    #expect(try EndCard.Suggestion.fewerWaves(settings("5"), tasks: 10)?.keys == "+++++")
    let half = try EndCard.Suggestion.fewerWaves(settings("10"), tasks: 10)
    #expect(half?.keys == "-----" && half?.reason == "5 workers: 2 waves instead of 1")
  }

  /// What is suggested must be possible, wherever the knobs stand.
  @Test(arguments: infos) func `every suggestion can be followed`(id: String) throws {
    let demo = try #require(DemoCatalogue.demo(id))
    for workers in [1, 2, 3, 10, 60, 63, 64] {
      for (work, tasks) in [("wait", "1"), ("wait", "10"), ("cpu", "1"), ("cpu", "7")] {
        let all = [("workers", "\(workers)"), ("work", work), ("tasks", tasks)]
        var assignments = all.filter { demo.info.knob(named: $0.0) != nil }
        assignments.append(("size", demo.info.quickSize))
        let settings = try demo.info.settings(
          base: demo.info.seedSettings,
          assignments: assignments
        )
        for suggestion in suggestions(demo, settings) {
          try follow(suggestion, from: settings, of: demo.info)
        }
      }
    }
  }

  /// The same for the words of every other choice.
  @Test(arguments: DemoIDs.synchronizing) func `suggestions follow the variant`(id: String) throws {
    let demo = try #require(DemoCatalogue.demo(id))
    for knob in demo.info.knobs {
      guard case .choice(let words) = knob.kind else { continue }
      for word in words {
        let settings = try demo.info.settings(
          base: demo.info.seedSettings,
          assignments: [(knob.name, word)]
        )
        #expect(!suggestions(demo, settings).isEmpty)
        for suggestion in suggestions(demo, settings) {
          try follow(suggestion, from: settings, of: demo.info)
        }
      }
    }
  }

  private func suggestions(_ demo: any Demo, _ settings: KnobSettings) -> [EndCard.Suggestion] {
    (demo as? any StagedDemo)?.suggestions(settings) ?? []
  }

  private func follow(
    _ suggestion: EndCard.Suggestion,
    from settings: KnobSettings,
    of info: DemoInfo
  ) throws {
    var now = settings
    for command in suggestion.commands.dropLast() {
      let words = command.split(separator: " ").map(String.init)
      try #require(words.count == 3 && words[0] == "set")
      let knob = try #require(info.knob(named: words[1]))
      now[words[1]] = try knob.parse(words[2], current: now[words[1]])
    }
    #expect(suggestion.commands.last == "restart")
    #expect(now != settings, "\(suggestion.commands) changes nothing")
  }
}
