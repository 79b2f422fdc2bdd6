// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

/// What is said about rounds, from reports that are made up.
@Suite struct SaidTests {
  private func round(
    _ demo: any Demo,
    _ assignments: KeyValuePairs<String, String>,
    received: Double = 0,
    cpus: Int = 2
  ) throws -> RoundReport {
    let settings = try demo.info.settings(
      base: demo.info.seedSettings,
      assignments: assignments.map { ($0.key, $0.value) }
    )
    return RoundReport(
      settings: settings,
      time: .seconds(1),
      worked: .milliseconds(7770),
      cpu: .milliseconds(1230),
      cpusReceived: received,
      cpuCount: cpus
    )
  }

  private func basic(_ workers: String, received: Double, cpus: Int) throws -> String {
    let demo = BasicThreads()
    return demo.aha(
      CrewOutcome(orders: [], ends: []),
      try round(demo, ["work": "cpu", "workers": workers], received: received, cpus: cpus)
    )
  }

  private func submit(
    _ workers: String,
    _ tasks: String,
    received: Double,
    cpus: Int
  ) throws -> String {
    let demo = PoolSubmit()
    let knobs: KeyValuePairs = ["work": "cpu", "workers": workers, "tasks": tasks]
    return demo.aha([], try round(demo, knobs, received: received, cpus: cpus))
  }

  // MARK: Computing

  @Test func `a staircase is not robbed by neighbours`() throws {
    // 3 threads of 1, 2 and 3 sizes share 2 CPUs fairly: 6 sizes in 3.5.
    let idle = try basic("3", received: 1.7, cpus: 2)
    #expect(idle.hasSuffix("on 1.70 of 2 CPUs: the longest one worked alone at the end."))
    #expect(try basic("3", received: 1.2, cpus: 2).hasSuffix("neighbours took the rest."))
    #expect(try basic("40", received: 1.95, cpus: 2).hasSuffix("more workers cannot help."))
  }

  @Test func `idle CPUs are not called full`() throws {
    #expect(try basic("5", received: 2.7, cpus: 4).hasSuffix("worked alone at the end."))
    #expect(try basic("2", received: 1.5, cpus: 4).hasSuffix("one more would use another CPU."))
    let few = try submit("4", "3", received: 2.9, cpus: 4)
    #expect(few.hasSuffix("only 3 downloads, so more workers have nothing to do."))
    #expect(try submit("3", "10", received: 2.5, cpus: 4).hasSuffix("use another CPU."))
    #expect(try submit("4", "5", received: 2.5, cpus: 4).hasSuffix("left CPUs idle."))
    #expect(try submit("8", "64", received: 3.9, cpus: 4).hasSuffix("cannot help."))
    #expect(try submit("8", "64", received: 3.5, cpus: 4).hasSuffix("cannot help."))
    #expect(try submit("8", "64", received: 2.0, cpus: 4).hasSuffix("took the rest."))
  }

  @Test func `a short round tells nothing about CPUs`() throws {
    var report = try round(PoolSubmit(), ["work": "cpu"], received: 0.4)
    report.time = .milliseconds(5)
    #expect(PoolSubmit().aha([], report).hasSuffix("too short to tell what more workers would do."))
  }

  @Test func `one chunk uses one CPU`() throws {
    let demo = PoolMap()
    let report = try round(demo, ["work": "cpu", "chunk": "10"], received: 0.98)
    #expect(demo.idealTime(report) == IdealTime(time: .seconds(1), formula: "⌈1/4⌉ × 1 s"))
    #expect(demo.aha([], report).hasSuffix("only 1 chunk, so more workers have nothing to do."))
    let two = try round(demo, ["work": "cpu", "chunk": "6"])
    #expect(demo.idealTime(two)?.time == .milliseconds(600))
    // Three chunks of 4 on 2 CPUs: three threads share them, so nothing is lost to waves.
    let three = try round(demo, ["work": "cpu", "chunk": "4", "tasks": "12"])
    #expect(
      demo.idealTime(three) == IdealTime(time: .milliseconds(600), formula: "12 × 0.1 s ÷ 2 CPUs")
    )
    let small = try round(demo, ["chunk": "3", "workers": "3"])
    #expect(
      demo.idealTime(small)
        == IdealTime(time: .milliseconds(400), formula: "4 × 0.1 s, the last chunk is smaller")
    )
  }

  // MARK: Measured, not computed from knobs

  @Test func `sums are those that were measured`() throws {
    let staircase = BasicThreads()
      .aha(CrewOutcome(orders: [], ends: []), try round(BasicThreads(), [:]))
    #expect(staircase.hasPrefix("3 threads waited 7.77 s in all"))
    let values = ReturnValue()
      .aha(CrewOutcome(orders: [], ends: []), try round(ReturnValue(), [:]))
    #expect(values.contains("one after another they would have taken 7.77 s"))
    #expect(PoolSubmit().aha([], try round(PoolSubmit(), [:])).contains("instead of 7.77 s"))
    #expect(try submit("4", "10", received: 1, cpus: 2).contains("computed 1.23 s of CPU time"))
  }

  @Test func `a real round's sum covers its tasks`() throws {
    let card = try TestRun(BasicThreads(), ["size": "20ms"]).play()
    let aha = try #require(card.aha)
    let waited = try #require(aha.split(separator: " ").compactMap { Double($0) }.dropFirst().first)
    #expect(waited >= 0.12, "\(aha)")
  }

  // MARK: Few tasks, many workers

  @Test func `one download needs one worker`() throws {
    let one = PoolSubmit().aha([], try round(PoolSubmit(), ["workers": "1", "tasks": "1"]))
    #expect(one.hasSuffix("one task keeps one worker busy, however many there are."))
    let odd = PoolSubmit().aha([], try round(PoolSubmit(), ["workers": "1", "tasks": "9"]))
    #expect(odd.hasSuffix("two would do it in 5 waves."))
  }

  @Test func `nothing is proposed that changes nothing`() throws {
    let info = PoolSubmit().info
    let most = try info.settings(
      base: info.seedSettings,
      assignments: [("workers", "4096"), ("tasks", "100000")]
    )
    #expect(EndCard.Suggestion.fewerWaves(most, tasks: 100_000) == nil)
    let completed = AsCompletedDemo()
    let many = try completed.info.settings(
      base: completed.info.seedSettings,
      assignments: [("tasks", "100000")]
    )
    #expect(completed.suggestions(many).first?.reason == "4096 workers, the most there can be")
    let eight = completed.suggestions(completed.info.seedSettings).first
    #expect(eight?.reason == "a worker for each task: shortest first")
  }

  @Test(arguments: [1, 2, 3, 7, 64]) func `a schedule keeps its workers busy`(workers: Int) {
    let schedule = Schedule((0..<20).map { 4 - $0 % 4 }, workers: workers)
    #expect(schedule.total == 50 && schedule.taskCount == 20)
    #expect(schedule.length >= 50.dividedRoundingUp(by: workers))
    let fair = schedule.parallelism(on: 2)
    #expect(fair <= 2 && fair <= Double(workers) && fair > 0.9)
  }
}
