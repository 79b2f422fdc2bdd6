// SPDX-License-Identifier: Apache-2.0

package import ThreadmillAnalysis
package import ThreadmillDemos
package import ThreadmillTelemetry

/// The shapes of `run --json`, `list --json` and `--events`; durations are seconds.
package enum RunJSON {
  /// The one object that `run --json` prints.
  ///
  /// - Parameters:
  ///   - info: The demo.
  ///   - settings: The knobs at the end of the run.
  ///   - card: How it ended.
  /// - Returns: An object whose members are in the documented order.
  package static func summary(
    _ info: DemoInfo,
    _ settings: KnobSettings,
    _ card: EndCard
  ) -> JSONValue {
    .object([
      ("demo", .string(info.id)),
      ("knobs", knobs(info, settings)),
      ("outcome", .string(card.outcome.rawValue)),
      ("oracle", .string(card.check.rawValue)),
      ("result", .object(card.resultFields.map { ($0.name, value($0.value)) })),
      ("makespan", .seconds(card.makespan)),
      ("cpusReceived", card.cpusReceived.map { .double($0) } ?? .null),
      ("provenance", .string("measured")),
      ("tasks", tasks(card.counts)),
      ("workers", .array(card.workers.map(worker))),
    ])
  }

  /// The catalogue that `list --json` prints.
  package static func catalogue(_ demos: [DemoInfo]) -> JSONValue {
    .array(
      demos.map { info in
        .object([
          ("id", .string(info.id)),
          ("group", .string(info.group)),
          ("title", .string(info.title)),
          ("seedSection", .optional(info.seedSection)),
          ("knobs", .array(info.knobs.map(knob))),
        ])
      }
    )
  }

  /// One line of `--events`.
  package static func event(_ event: TaskEvent) -> JSONValue {
    .object([
      ("t", .seconds(event.time)),
      ("task", .optional(event.task.map { Int(clamping: $0) })),
      ("worker", .optional(event.worker)),
      ("state", .string(event.state.rawValue)),
      ("pid", .int(Int(event.pid))),
      ("signal", .optional(event.signal.map(Int.init))),
      ("exit", .optional(event.exit.map(Int.init))),
    ])
  }

  /// A knob's value: a number, seconds, a word, `true` or `false`; no limit is the word `inf`.
  package static func value(_ value: KnobValue?) -> JSONValue {
    switch value {
    case .int(let number): .int(number)
    case .unlimited: .string("inf")
    case .duration(let duration): .seconds(duration)
    case .choice(let word): .string(word)
    case .bool(let isOn): .bool(isOn)
    case nil: .null
    }
  }

  /// The same, with a choice among numbers as a number, as its knob's `choices` are.
  private static func value(_ value: KnobValue?, of knob: Knob) -> JSONValue {
    guard case .choice(let word)? = value, knob.isChoiceOfNumbers else { return Self.value(value) }
    return number(word)
  }

  private static func number(_ word: String) -> JSONValue {
    if let whole = Int(word) { return .int(whole) }
    return Double(word).map { .double($0) } ?? .string(word)
  }

  private static func knobs(_ info: DemoInfo, _ settings: KnobSettings) -> JSONValue {
    .object(info.knobs.map { ($0.name, value(settings[$0.name], of: $0)) })
  }

  private static func tasks(_ counts: TaskCounts) -> JSONValue {
    let numbers: [(String, UInt64)] = [
      ("submitted", counts.submitted), ("finished", counts.finished), ("failed", counts.failed),
      ("cancelled", counts.cancelled), ("lost", counts.lost), ("rejected", counts.rejected),
    ]
    return .object(numbers.map { ($0.0, .int(Int(clamping: $0.1))) })
  }

  private static func worker(_ worker: WorkerSnapshot) -> JSONValue {
    .object([
      ("id", .int(worker.id)),
      ("kind", .string(worker.kind.rawValue)),
      ("finished", .int(Int(clamping: worker.finished))),
      ("busy", .seconds(worker.busy)),
      ("queueWait", .seconds(worker.queueWait)),
      ("lockWait", .seconds(worker.lockWait)),
      ("blocked", .seconds(worker.blocked)),
    ])
  }

  private static func value(_ value: EndCard.ResultField.Value) -> JSONValue {
    switch value {
    case .int(let number): .int(number)
    case .real(let number): .double(number)
    case .text(let text): .string(text)
    case .ints(let numbers): .array(numbers.map { .int($0) })
    case .texts(let texts): .array(texts.map { .string($0) })
    }
  }

  private static func knob(_ knob: Knob) -> JSONValue {
    let (kind, low, high, words) = kind(of: knob)
    return .object([
      ("name", .string(knob.name)),
      ("kind", .string(kind)),
      ("min", low),
      ("max", high),
      ("choices", words.map { .array($0.map { choice($0, of: knob) }) } ?? .null),
      ("unit", .string(kind == "duration" ? "s" : knob.unit)),
      ("default", value(knob.seedValue, of: knob)),
      ("live", .bool(knob.timing == .live)),
      ("acts", .string(knob.timing.rawValue)),
      ("role", .optional(knob.role?.rawValue)),
    ])
  }

  private static func choice(_ word: String, of knob: Knob) -> JSONValue {
    knob.isChoiceOfNumbers ? number(word) : .string(word)
  }

  private static func kind(
    of knob: Knob
  ) -> (kind: String, low: JSONValue, high: JSONValue, words: [String]?) {
    switch knob.kind {
    case .int(let range, _): ("int", .int(range.lowerBound), .int(range.upperBound), nil)
    case .duration(let range):
      ("duration", .seconds(range.lowerBound), .seconds(range.upperBound), nil)
    case .choice(let words): ("choice", .null, .null, words)
    case .bool: ("bool", .null, .null, nil)
    }
  }
}

extension Knob {
  /// Whether it is a choice whose words are all numbers, such as `speed`.
  fileprivate var isChoiceOfNumbers: Bool {
    guard case .choice(let words) = kind else { return false }
    return words.allSatisfy { Double($0)?.isFinite == true }
  }
}
