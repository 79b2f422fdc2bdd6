// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI

struct EngineFactsTests {
  @Test(arguments: [(nil, "no limit"), (1.5, "1.500"), (0.001, "0.001"), (64, "64.000")])
  func `a report says what the quota is`(quota: Double?, text: String) {
    let facts = EngineFacts(cpuCount: 8, cpuQuota: quota, defaultWorkerCount: 2)
    #expect(
      Array(facts.report.prefix(3)) == [
        DoctorReport.Fact("CPUs by affinity", "8"), DoctorReport.Fact("CPUs by quota", text),
        DoctorReport.Fact("default workers", "2"),
      ]
    )
  }

  /// Prices are of this moment; that there is one, and that two who want a lock do not get it for nothing.
  @Test func `a report says what a lock costs`() {
    let facts = EngineFacts(cpuCount: 2, cpuQuota: nil, defaultWorkerCount: 2).report.suffix(2)
    #expect(facts.map(\.name) == ["a lock", "one wanted by two"])
    for fact in facts {
      let numbers = fact.value.split(separator: " ").compactMap { Int($0) }
      #expect(numbers.count == 2 && numbers.allSatisfy { $0 > 0 }, "\(fact.value)")
    }
  }

  @Test func `nothing is looked up before somebody asks`() {
    let facts = EngineFacts(cpuCount: 8, cpuQuota: Self.mustNotRun(), defaultWorkerCount: 2)
    #expect(facts.cpuCount == 8)
  }

  private static func mustNotRun() -> Double? {
    Issue.record("looked up")
    return nil
  }
}
