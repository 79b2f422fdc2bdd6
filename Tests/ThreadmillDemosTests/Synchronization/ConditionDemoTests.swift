// SPDX-License-Identifier: Apache-2.0
import ConcurrencyTestSupport
import Testing
import ThreadmillDemos
import ThreadmillEngine

/// Wakes, those in vain, and what an `if` does then.
@Suite(.watched) struct ConditionDemoTests {
  private let demo = ConditionDemo()

  private func outcome(
    _ style: WaitStyle,
    got: [Int] = Array(0..<10),
    put: Int = 10,
    taken: [Int] = Array(0..<10),
    wakes: Int = 12,
    vainWakes: Int = 2,
    mistakes: Int = 0
  ) -> ConditionOutcome {
    var facts = StoreFacts()
    facts.put = put
    facts.taken = taken
    facts.wakes = wakes
    facts.vainWakes = vainWakes
    facts.mistakes = mistakes
    return ConditionOutcome(
      crew: Reports.crew([0, 1, 2, 3]),
      style: style,
      wakesAll: true,
      facts: facts,
      got: got
    )
  }

  @Test func `every item comes once`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome(.loop, got: Array((0..<10).reversed())), round) == nil)
    #expect(demo.mismatch(outcome(.loop, got: Array(0..<9)), round) == "item 9 never came")
    #expect(demo.mismatch(outcome(.loop, got: Array(0..<10) + [4]), round) != nil)
  }

  @Test func `the store gives out what was put in, in order`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome(.loop, put: 9), round) == "9 items were put in, expected 10")
    let swapped = [0, 2, 1] + Array(3..<10)
    #expect(
      demo.mismatch(outcome(.loop, taken: swapped), round)
        == "item 2 left the store in the turn of item 1"
    )
    let twice = [0, 0] + Array(1..<10)
    #expect(demo.mismatch(outcome(.loop, taken: twice), round) != nil)
    #expect(
      demo.mismatch(outcome(.loop, taken: Array(0..<9)), round)
        == "9 items left the store, expected 10"
    )
    #expect(demo.mismatch(outcome(.loop, taken: Array(0..<11)), round) != nil)
  }

  @Test func `luck needs somebody who could be faster`() throws {
    let lucky = outcome(.once, wakes: 10, vainWakes: 0)
    let alone = demo.aha(lucky, try Reports.round(demo, ["workers": "1"]))
    #expect(alone.contains("its if did no harm") && !alone.contains("luck"))
    #expect(demo.aha(lucky, try Reports.round(demo, ["workers": "64"])).hasSuffix("that is luck."))
    var one = outcome(.loop, put: 1, wakes: 1, vainWakes: 0)
    #expect(demo.line(one) == "1 item, 1 wake, 0 in vain")
    one.facts.vainWakes = 1
    #expect(demo.aha(one, try Reports.round(demo)).hasPrefix("1 item, 1 wake, 1 of them in vain"))
  }

  @Test func `who looks again makes no mistake`() throws {
    let round = try Reports.round(demo)
    #expect(demo.mismatch(outcome(.loop, mistakes: 1), round) != nil)
    #expect(demo.mismatch(outcome(.once, mistakes: 2), round) == nil)
    #expect(demo.mismatch(outcome(.once, mistakes: 1), round) != nil)
    #expect(demo.mismatch(outcome(.loop, wakes: 1), round) != nil)
  }

  /// Four consumers are asleep long before each item comes, unless the machine is away for long.
  @Test func `an item that wakes all wakes most in vain`() throws {
    let mistakes = { (wait: String, wake: String) throws -> (vain: Int, mistakes: Int) in
      let test = try TestRun(demo, ["size": "20ms", "wait": wait, "wake": wake])
      let card = try test.play()
      #expect(card.check == .match, "\(card.mismatch ?? "")")
      func number(_ name: String) -> Int {
        if case .int(let number)? = card.resultFields.first(where: { $0.name == name })?.value {
          number
        } else {
          -1
        }
      }
      return (number("vainWakes"), number("mistakes"))
    }
    #expect(try mistakes("while", "all").vain > 0)
    #expect(try mistakes("while", "all").mistakes == 0)
    #expect(try mistakes("if", "all").mistakes > 0)
    #expect(try mistakes("while", "one").mistakes == 0)
  }
}
