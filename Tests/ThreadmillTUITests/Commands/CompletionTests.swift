// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillDemos
import ThreadmillTUI

struct CompletionTests {
  private func texts(
    _ line: String,
    _ context: CommandContext = Contexts.running("pool-submit")
  ) -> [String] {
    Completion.candidates(for: line, context: context).map(\.text)
  }

  @Test func `the first word is a command that works now`() {
    #expect(texts("").contains("stop"))
    #expect(!texts("", Contexts.with("pool-submit")).contains("stop"))
    #expect(texts("st") == ["stop"])
    #expect(texts(":se") == ["set"])
    #expect(texts("zz").isEmpty)
  }

  @Test func `run goes on with demos, knobs and values`() {
    #expect(texts("run ") == Contexts.demos.map(\.id))
    #expect(texts("run pool-") == ["pool-submit", "pool-map"])
    #expect(texts("run pool-submit ").contains("tasks="))
    #expect(!texts("run pool-submit tasks=3 ").contains("tasks="))
    #expect(texts("run pool-submit work=") == ["work=wait", "work=cpu"])
    #expect(texts("run pool-submit work=c") == ["work=cpu"])
    #expect(texts("run nothing ").isEmpty)
  }

  @Test func `set goes on with knobs, ranges and when they act`() throws {
    let context = Contexts.running("pool-submit")
    let candidates = Completion.candidates(for: "set ", context: context)
    let workers = try #require(candidates.first { $0.text == "workers" })
    #expect(workers.detail == "now 4, 1...4096 workers, live")
    let tasks = try #require(candidates.first { $0.text == "tasks" })
    #expect(tasks.detail.contains("next run"))
    #expect(texts("set workers ").contains("+1"))
    #expect(texts("set workers ").first == "4")
    #expect(texts("set speed 0.0") == ["0.01", "0.02", "0.05"])
    #expect(texts("set nothing ").isEmpty)
    #expect(texts("set workers 3 ").isEmpty)
  }

  @Test func `zoom goes on with levels and what they show`() {
    var context = Contexts.running("pool-submit")
    context.zoom = .heat
    #expect(texts("zoom ", context) == ["auto", "lane", "columns", "micro", "heat"])
    #expect(texts("zoom m", context) == ["micro"])
    let heat = Completion.candidates(for: "zoom h", context: context).first
    #expect(heat?.detail == "now, one cell per worker, or per group of them")
    #expect(texts("zoom heat ", context).isEmpty)
  }

  @Test func `what is offered is valid`() throws {
    let context = Contexts.running("pool-submit")
    for knob in try #require(context.demo).knobs {
      for candidate in Completion.candidates(for: "set \(knob.name) ", context: context) {
        let line = "set \(knob.name) \(candidate.text)"
        guard case .failure(let error) = CommandParser.parse(line, context: context) else {
          continue
        }
        // A step from the end of a range goes nowhere; everything else must work.
        #expect("+-x/".contains(candidate.text.prefix(1)), "\(line): \(error)")
      }
      for candidate in Completion.candidates(for: "run pool-submit \(knob.name)=", context: context)
      {
        let result = CommandParser.parse("run pool-submit \(candidate.text)", context: context)
        #expect(throws: Never.self) { try result.get() }
      }
    }
  }
}
