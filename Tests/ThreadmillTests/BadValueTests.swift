// SPDX-License-Identifier: Apache-2.0

import Testing

/// Values that no knob has, on the shell's command line.
@Suite(.serialized)
struct BadValueTests {
  /// One knob of each kind, the demo that has it, and what it says about its range.
  struct Kind: Sendable, CustomStringConvertible {
    var demo = "pool-submit"
    var knob: String
    var range: String
    var description: String { knob }
  }

  static let kinds = [
    Kind(knob: "workers", range: "1...4096"),
    Kind(demo: "basic-threads", knob: "workers", range: "1...64"),
    Kind(knob: "tasks", range: "1...100000"),
    Kind(knob: "rounds", range: "1...1000000 or inf"),
    Kind(knob: "size", range: "1ms...10s"),
    Kind(knob: "work", range: "wait, cpu"),
    Kind(knob: "speed", range: "0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10"),
  ]

  static let values = ["", "NaN", "1e400", "1180591620717411303424", "-1"]

  @Test(arguments: kinds, values)
  func `a value that no knob has is refused in one line`(kind: Kind, value: String) async throws {
    for words in [["\(kind.knob)=\(value)"], ["--\(kind.knob)", value]] {
      let ending = try await Program.run(["run", kind.demo] + words)
      #expect(ending.code == 2, "\(words): \(ending)")
      #expect(ending.output.isEmpty, "\(words): \(ending)")
      #expect(ending.errorLines.count == 1 && ending.errors.hasSuffix("\n"), "\(ending.errors)")
      #expect(
        ending.errors.hasPrefix("threadmill: \(kind.knob) must be ")
          && ending.errors.contains(kind.range) && ending.errors.contains("got \"\(value)\""),
        "\(words): \(ending.errors)"
      )
    }
  }

  @Test(arguments: [
    (["run", "pool-submit", "workers=2", "workers=4"], "workers is given twice: \"2\" and \"4\""),
    (
      ["run", "pool-submit", "--workers", "2", "workers=3"],
      "workers is given twice: \"2\" and \"3\""
    ),
    (["run", "pool-submit", "--json", "--json"], "--json is given twice"),
    (
      ["run", "pool-submit", "--events", "/tmp/a", "--events", "/tmp/b"], "--events is given twice"
    ),
  ])
  func `what is given twice is refused`(arguments: [String], reason: String) async throws {
    let ending = try await Program.run(arguments)
    #expect(ending.code == 2, "\(ending)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors == "threadmill: \(reason)\n")
  }

  @Test(arguments: [
    ["--color", ""], ["--color", "1e400"], ["script", "-", "--size", ""],
    ["script", "-", "--size", "NaNx1e400"], ["script", "-", "--size", "-1x-1"],
    ["script", "-", "--size", "1180591620717411303424x24"],
    ["run", "pool-submit", "--events", ""], ["run", ""], ["", "pool-submit"],
    ["run", "1180591620717411303424"], ["run", "-1"], ["--", "-1"], ["--", ""],
    ["run", "pool-submit", "=4"], ["run", "pool-submit", "--=4"],
    ["run", "pool-submit", "--workers"], ["run", "pool-submit", "\u{1B}[2J"],
  ])
  func `nonsense is one line that can be shown`(arguments: [String]) async throws {
    let ending = try await Program.run(arguments)
    #expect(ending.code == 2, "\(ending)")
    #expect(ending.output.isEmpty)
    #expect(ending.errorLines.count == 1, "\(ending.errors)")
    #expect(ending.errors.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" })
  }
}
