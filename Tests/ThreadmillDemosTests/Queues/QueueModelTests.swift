// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

/// The model of a queue, against what can be worked out by hand.
@Suite struct QueueModelTests {
  private func model(
    _ assignments: KeyValuePairs<String, String>,
    _ policy: QueueOverflow = .block
  ) throws -> QueueModel {
    let info = ProducerConsumer().info
    return QueueModel(
      try info.settings(
        base: info.seedSettings,
        assignments: assignments.map { ($0.key, $0.value) }
      ),
      policy
    )
  }

  @Test func `the last item is put, then it is consumed`() throws {
    #expect(try model([:]).time == .milliseconds(9 * 20 + 50))
    #expect(try model(["workers": "64"]).time == .milliseconds(230))
    #expect(try model([:]).highWater == 1)
  }

  @Test func `a slow side sets the pace`() throws {
    #expect(try model(["workers": "1"]).time == .milliseconds(500))
    let four = try model(["workers": "1", "producers": "4", "interval": "1ms"])
    #expect(four.time == .milliseconds(500) && four.highWater == 9)
    // The last rest of the only producer outlasts everything.
    #expect(try model(["interval": "1s"]).time == .seconds(10))
  }

  @Test func `a limit bounds the queue and not the time`() throws {
    let limited = try model(["workers": "1", "interval": "1ms", "limit": "2"])
    #expect(limited.time == .milliseconds(500) && limited.highWater == 2 && limited.lost == 0)
  }

  @Test func `what is given up takes no time`() throws {
    let knobs: KeyValuePairs = ["workers": "1", "interval": "1ms", "limit": "2"]
    // One is taken at once, two wait; the others find no room, and all is put after 10 ms.
    let rejected = try model(knobs, .reject)
    #expect(rejected.lost == 7 && rejected.time == .milliseconds(150))
    let dropped = try model(knobs, .dropOldest)
    #expect(dropped.lost == 7 && dropped.time == .milliseconds(150))
    let unbounded = try model(knobs, .unbounded)
    #expect(unbounded.lost == 0 && unbounded.highWater == 9)
  }
}
