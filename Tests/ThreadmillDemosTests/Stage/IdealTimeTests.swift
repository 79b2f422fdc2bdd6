// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct IdealTimeTests {
  private func round(
    _ demo: any Demo,
    _ assignments: KeyValuePairs<String, String>,
    cpus: Int = 2
  ) throws -> RoundReport {
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    return RoundReport(settings: settings, time: .seconds(1), cpusReceived: 1.5, cpuCount: cpus)
  }

  @Test(arguments: DemoCatalogue.demos.map(\.info.id))
  func `the seed's time is the model's at the seed's settings`(id: String) throws {
    let demo = try #require(DemoCatalogue.demo(id) as? any StagedDemo)
    #expect(try demo.idealTime(round(demo, [:]))?.time == demo.info.seedTime)
  }

  @Test func `waves are rounded up`() throws {
    let ideal = try PoolSubmit().idealTime(round(PoolSubmit(), ["workers": "5"]))
    #expect(ideal == IdealTime(time: .milliseconds(200), formula: "⌈10/5⌉ × 0.1 s"))
    let slow = try PoolSubmit().idealTime(round(PoolSubmit(), ["speed": "0.1"]))
    #expect(slow == IdealTime(time: .seconds(3), formula: "⌈10/4⌉ × 1 s"))
  }

  @Test func `computing tasks share the CPUs`() throws {
    let ideal = try PoolSubmit().idealTime(round(PoolSubmit(), ["work": "cpu"]))
    #expect(ideal == IdealTime(time: .milliseconds(500), formula: "10 × 0.1 s ÷ 2 CPUs"))
    let many = try PoolSubmit().idealTime(round(PoolSubmit(), ["work": "cpu"], cpus: 8))
    #expect(many?.time == .milliseconds(300))
  }

  @Test func `a chunk is taken whole`() throws {
    let ideal = try PoolMap().idealTime(round(PoolMap(), ["chunk": "3"]))
    #expect(ideal == IdealTime(time: .milliseconds(300), formula: "⌈4/4⌉ × 0.3 s"))
    let huge = try PoolMap().idealTime(round(PoolMap(), ["chunk": "1000"]))
    #expect(huge?.time == .seconds(1))
  }

  @Test func `the staircase ends with its longest wait`() throws {
    let ideal = try BasicThreads().idealTime(round(BasicThreads(), ["workers": "5"]))
    #expect(ideal == IdealTime(time: .milliseconds(500), formula: "5 × 0.1 s, the longest"))
    let computing = try BasicThreads().idealTime(
      round(BasicThreads(), ["work": "cpu", "workers": "9"])
    )
    #expect(computing?.formula == "45 × 0.1 s ÷ 2 CPUs")
    #expect(computing?.time == .milliseconds(2250))
  }

  @Test func `tasks of different length go to whoever is free`() throws {
    let ideal = try AsCompletedDemo().idealTime(round(AsCompletedDemo(), ["workers": "8"]))
    #expect(ideal?.time == .milliseconds(400))
    let one = try AsCompletedDemo().idealTime(round(AsCompletedDemo(), ["workers": "1"]))
    #expect(one?.time == .seconds(2))
  }

  @Test func `a lack of CPUs is said`() throws {
    var report = try round(PoolSubmit(), ["work": "cpu"])
    report.cpusReceived = 0.5
    let sentence = PoolSubmit().aha([], report)
    #expect(sentence.hasSuffix("on 0.50 of 2 CPUs: neighbours took the rest."))
    report.cpusReceived = 1.98
    #expect(PoolSubmit().aha([], report).hasSuffix("more workers cannot help."))
  }

  @Test func `a turned round is told as what it was`() throws {
    var report = try round(PoolSubmit(), ["workers": "5"])
    report.startSettings["workers"] = .int(4)
    report.wasTurned = true
    #expect(
      Phrase.turned(report, hasNext: true) == "workers 4 → 5 while it ran: this round took 1.00 s, "
        + "the next one shows the whole difference."
    )
    #expect(
      Phrase.turned(report, hasNext: false)
        == "workers 4 → 5 while it ran: this round took 1.00 s."
    )
  }

  @Test func `a round is compared with one of other workers`() throws {
    var report = try round(PoolSubmit(), ["workers": "5"])
    var before = report.settings
    before["workers"] = .int(4)
    report.lastSteady = RoundReport.Steady(settings: before, time: .milliseconds(1500))
    #expect(
      PoolSubmit().aha([], report)
        == "10 downloads on 5 workers went in 2 waves: 1.00 s, with 4 workers it was 1.50 s."
    )
    report.lastSteady?.settings["size"] = .duration(.milliseconds(7))
    #expect(PoolSubmit().aha([], report).hasSuffix("one after another."))
  }
}
