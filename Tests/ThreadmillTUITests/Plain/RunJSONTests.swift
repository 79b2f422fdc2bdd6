// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillAnalysis
import ThreadmillDemos
import ThreadmillTUI
import ThreadmillTelemetry

struct RunJSONTests {
  @Test func `the summary has the documented members in the documented order`() throws {
    let run = FakeDemo("fake", .instant).makeRun(FakeDemo("fake", .instant).info.seedSettings)
    run.start()
    let card = try #require(run.snapshot().card)
    let value = RunJSON.summary(run.info, run.snapshot().settings, card)
    let json = try JSONReader.read(value.text)
    #expect(
      json.names == [
        "demo", "knobs", "outcome", "oracle", "result", "makespan", "cpusReceived", "provenance",
        "tasks", "workers",
      ]
    )
    #expect(
      json["tasks"]?.names == ["submitted", "finished", "failed", "cancelled", "lost", "rejected"]
    )
    let worker = try #require(json["workers"]?.elements.first)
    #expect(worker.names == ["id", "kind", "finished", "busy", "queueWait", "lockWait", "blocked"])
    #expect(worker["busy"] == .number(0.3))
    #expect(json["knobs"]?["workers"] == .number(4))
    #expect(json["knobs"]?["size"] == .number(0.1))
    #expect(json["knobs"]?["rounds"] == .string("inf"))
    #expect(json["knobs"]?["ordered"] == .bool(true))
    #expect(json["outcome"] == .string("ok"))
    #expect(json["oracle"] == .string("match"))
    #expect(json["makespan"] == .number(0.301))
    #expect(json["result"]?["name"] == .string("a\"b"))
    #expect(json["result"]?["order"] == .array([.number(1), .number(2)]))
  }

  @Test func `a choice among numbers is a number everywhere`() throws {
    let info = try #require(DemoCatalogue.demos.map(\.info).first { $0.id == "pool-submit" })
    let card = EndCard(outcome: .ok)
    var settings = info.seedSettings
    let seed = try JSONReader.read(RunJSON.summary(info, settings, card).text)
    #expect(seed["knobs"]?["speed"] == .number(1))
    #expect(seed["knobs"]?["work"] == .string("wait"))
    settings["speed"] = .choice("0.05")
    let slow = try JSONReader.read(RunJSON.summary(info, settings, card).text)
    #expect(slow["knobs"]?["speed"] == .number(0.05))
    let list = try JSONReader.read(RunJSON.catalogue([info]).text)
    let knobs = try #require(list.elements.first?["knobs"]).elements
    let speed = try #require(knobs.first { $0["name"] == .string("speed") })
    #expect(speed["default"] == .number(1))
    #expect(
      speed["choices"]
        == .array([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].map { .number($0) })
    )
    let work = try #require(knobs.first { $0["name"] == .string("work") })
    #expect(work["choices"] == .array([.string("wait"), .string("cpu")]))
  }

  @Test func `what is not known is null`() throws {
    let card = EndCard(outcome: .cancelled)
    let info = FakeDemo("fake", .instant).info
    let json = try JSONReader.read(RunJSON.summary(info, info.seedSettings, card).text)
    #expect(json["makespan"] == .null)
    #expect(json["cpusReceived"] == .null)
    #expect(json["oracle"] == .string("none"))
    #expect(json["workers"] == .array([]))
  }

  @Test func `the catalogue has the documented members in the documented order`() throws {
    let infos = DemoCatalogue.demos.map(\.info) + [FakeDemo("fake", .instant).info]
    let json = try JSONReader.read(RunJSON.catalogue(infos).text)
    #expect(json.elements.count == infos.count)
    for (demo, info) in zip(json.elements, infos) {
      #expect(demo.names == ["id", "group", "title", "seedSection", "knobs"])
      for (knob, known) in zip(try #require(demo["knobs"]).elements, info.knobs) {
        #expect(
          knob.names == [
            "name", "kind", "min", "max", "choices", "unit", "default", "live", "acts",
            "role",
          ]
        )
        #expect(knob["name"] == .string(known.name))
        #expect(knob["role"] == known.role.map { .string($0.rawValue) } ?? .null)
      }
    }
    let fake = try #require(json.elements.last?["knobs"]).elements
    #expect(fake[0]["kind"] == .string("int"))
    #expect(fake[0]["max"] == .number(64))
    #expect(fake[1]["kind"] == .string("duration"))
    #expect(fake[1]["min"] == .number(0.001))
    #expect(fake[1]["unit"] == .string("s"))
    #expect(fake[3]["default"] == .string("inf"))
    #expect(fake[4]["choices"] == .array([.string("wait"), .string("cpu")]))
    #expect(fake[4]["min"] == .null)
    #expect(fake[5]["kind"] == .string("bool"))
    #expect(fake[5]["default"] == .bool(true))
  }

  @Test func `an event has the documented members in the documented order`() throws {
    let event = TaskEvent(time: .milliseconds(1500), worker: 3, state: .lost, pid: 42, signal: 9)
    let json = try JSONReader.read(RunJSON.event(event).text)
    #expect(json.names == ["t", "task", "worker", "state", "pid", "signal", "exit"])
    #expect(json["t"] == .number(1.5))
    #expect(json["task"] == .null)
    #expect(json["signal"] == .number(9))
    #expect(json["exit"] == .null)
  }
}
