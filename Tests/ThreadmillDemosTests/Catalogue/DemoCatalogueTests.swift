// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

@Suite struct DemoCatalogueTests {
  static let infos = DemoCatalogue.demos.map(\.info)

  @Test func `the demos stand in the order of the menu`() {
    #expect(
      Self.infos.map(\.id) == [
        "basic-threads", "return-value", "thread-local", "daemon-threads",
        "lock-race", "rlock", "semaphore", "event", "condition", "barrier", "deadlock",
        "readers-writer",
        "pool-submit", "pool-map", "as-completed",
        "producer-consumer", "backpressure",
      ]
    )
    #expect(DemoCatalogue.demo("pool-map")?.info.id == "pool-map")
    #expect(DemoCatalogue.demo("no-such") == nil)
  }

  @Test(arguments: infos.map(\.id)) func `every demo can be turned by keys`(id: String) throws {
    let info = try #require(DemoCatalogue.demo(id)?.info)
    #expect(info.knob(for: .workers)?.timing == .live)
    let size = try #require(info.knob(for: .size))
    #expect(size.timing != .nextRun)
    #expect(info.knob(named: "rounds")?.timing == .live)
    // What waits can be slowed down; what only computes has no tempo, and no key for it.
    #expect(info.knob(for: .speed)?.timing ?? .live == .live)
    #expect((info.knob(for: .speed) == nil) == (id == "lock-race"))
    #expect(info.knob(named: "work") == nil || info.knob(for: .speed) != nil)
    #expect(Set(info.knobs.map(\.name)).count == info.knobs.count)
    #expect(info.knobs.allSatisfy { Knob.isValidName($0.name) && !$0.summary.isEmpty })
  }

  @Test(arguments: infos.map(\.id)) func `every value a knob starts with round-trips`(id: String)
    throws
  {
    let info = try #require(DemoCatalogue.demo(id)?.info)
    for knob in info.knobs {
      for value in [knob.seedValue, knob.workbenchValue] {
        #expect(knob.allows(value))
        #expect(try knob.parse(knob.input(value)) == value)
      }
    }
  }

  @Test(arguments: infos.map(\.id)) func `lessons are one sentence`(id: String) throws {
    let info = try #require(DemoCatalogue.demo(id)?.info)
    #expect(info.lesson.hasSuffix("."))
    #expect(info.lesson.count <= 120)
    #expect(!info.misconceptions.isEmpty)
  }

  @Test func `assignments are absolute`() throws {
    let info = Self.infos[0]
    let settings = try info.settings(
      base: info.seedSettings,
      assignments: [("workers", "7"), ("size", "20ms")]
    )
    #expect(settings["workers"] == .int(7))
    #expect(settings["size"] == .duration(.milliseconds(20)))
    #expect(settings["rounds"] == .int(1))
    let negative = #expect(throws: KnobError.self) {
      try info.settings(base: info.seedSettings, assignments: [("workers", "-1")])
    }
    #expect(negative?.description == "workers must be 1...64, got -1")
  }

  @Test func `an unknown knob is answered with those there are`() {
    let info = Self.infos[0]
    let error = #expect(throws: KnobError.self) {
      try info.settings(base: info.seedSettings, assignments: [("wokers", "5")])
    }
    #expect(
      error?.description == "no knob \"wokers\": there is workers, size, work, rounds, speed"
    )
  }
}
