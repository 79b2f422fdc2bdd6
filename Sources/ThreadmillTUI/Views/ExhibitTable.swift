// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry
import ThreadmillTerminal

/// What a run shows beside its lanes, one row for each: facts, queues with their gauge, primitives with
/// who holds them, who waits, and what that has cost.
struct ExhibitTable {
  let run: RunState
  let rows: Int

  func draw(on canvas: inout Canvas, y top: Int) {
    let snapshot = run.snapshot
    let names = labels(snapshot)
    let column = 2 + min(24, names.map { canvas.width($0) }.max() ?? 0) + 2
    var y = top
    let count = names.count
    for (place, name) in names.enumerated() {
      guard y < top + rows else { return }
      if y == top + rows - 1 && place < count - 1 {
        canvas.clip("… \(count - place) more", x: 2, y: y, .quiet, width: canvas.columns - 3)
        return
      }
      canvas.clip(name, x: 2, y: y, .quiet, width: column - 3)
      draw(place, snapshot, x: column, y: y, on: &canvas)
      y += 1
    }
  }

  private func labels(_ snapshot: RunSnapshot) -> [String] {
    snapshot.facts.map(\.label) + snapshot.queues.map { "queue \"\($0.name)\"" }
      + snapshot.primitives.map { "\($0.kind.word) \"\($0.name)\"" }
  }

  private func draw(_ place: Int, _ snapshot: RunSnapshot, x: Int, y: Int, on canvas: inout Canvas)
  {
    let queue = place - snapshot.facts.count
    let primitive = queue - snapshot.queues.count
    if queue < 0 {
      draw(snapshot.facts[place], x: x, y: y, on: &canvas)
    } else if primitive < 0 {
      draw(snapshot.queues[queue], x: x, y: y, on: &canvas)
    } else {
      draw(snapshot.primitives[primitive], x: x, y: y, on: &canvas)
    }
  }

  private func draw(_ fact: RunFact, x: Int, y: Int, on canvas: inout Canvas) {
    switch fact.value {
    case .text(let text): canvas.clip(text, x: x, y: y, width: canvas.columns - 1 - x)
    case .bars(let numbers, let meaning):
      let width = max(0, min(numbers.count, (canvas.columns - x) / 2))
      let shown = numbers.suffix(width)
      let scale = max(1, shown.max() ?? 1)
      for (place, number) in shown.enumerated() {
        canvas.set(bar(number, of: scale, canvas), x: x + place, y: y, canvas.style(.running))
      }
      let after = shown.isEmpty ? x : x + shown.count + 2
      canvas.clip(meaning, x: after, y: y, width: canvas.columns - 1 - after)
    }
  }

  /// An eighth of a row for each eighth of the largest; nothing only for 0.
  private func bar(_ number: Int, of scale: Int, _ canvas: Canvas) -> Unicode.Scalar {
    guard number > 0 else { return canvas.look.isUTF8 ? "·" : "." }
    let level = min(7, max(0, (number * 8 - 1) / scale))
    if canvas.look.isUTF8 { return Unicode.Scalar(0x2581 + UInt32(level)) ?? "█" }
    return Unicode.Scalar(UInt8(ascii: "1") + UInt8(level))
  }

  private func draw(_ queue: QueueSnapshot, x: Int, y: Int, on canvas: inout Canvas) {
    // Without a limit the gauge is filled up to the most that it ever held.
    let whole = max(1, queue.limit ?? queue.highWater)
    let share = Double(queue.depth) / Double(whole)
    let mark = Double(queue.highWater) / Double(whole)
    let width = canvas.columns < 100 ? 12 : 24
    canvas.bar(
      Bar(share, share >= 1 && queue.limit != nil ? .blocked : .running, mark: min(mark, 1)),
      x: x,
      y: y,
      width: width
    )
    let limit = queue.limit.map(Numbers.compact) ?? (canvas.look.isUTF8 ? "∞" : "inf")
    var facts = [
      Fact("\(Numbers.compact(queue.depth)) of \(limit)", .title),
      Fact("high \(Numbers.compact(queue.highWater))", .text),
      Fact("unfinished \(Numbers.compact(queue.unfinished))", .quiet),
    ]
    if queue.waitingProducers > 0 {
      facts.append(Fact("\(queue.waitingProducers) wait to put", .blocked))
    }
    if queue.waitingConsumers > 0 {
      facts.append(Fact("\(queue.waitingConsumers) wait to get", .waiting))
    }
    if queue.isClosed { facts.append(Fact("closed", .quiet)) }
    draw(facts, x: x + width + 1, y: y, on: &canvas)
  }

  private func draw(_ primitive: SyncSnapshot, x: Int, y: Int, on canvas: inout Canvas) {
    var facts: [Fact] = []
    if let holder = primitive.holder {
      facts.append(Fact("held by \(holder.name) \(Numbers.age(holder.since))", .text))
    } else if primitive.holders > 0 {
      facts.append(Fact("\(primitive.holders) taken", .text))
    }
    if let first = primitive.waiters.first {
      let count = primitive.waiters.count
      let who = count == 1 ? "\(first.name) waits" : "\(count) wait, \(first.name)"
      facts.append(Fact("\(who) \(Numbers.age(first.since))", .blocked))
    }
    if primitive.acquisitions > 0 {
      let times =
        "\(canvas.look.isUTF8 ? "×" : "x")\(Numbers.compact(Int(clamping: primitive.acquisitions)))"
      let share = primitive.contention.map { ", \(Numbers.percent($0)) waited" }
      facts.append(Fact(times + (primitive.contended > 0 ? share ?? "" : ""), .title))
    }
    facts += quantiles("", primitive.waits, .text)
    facts += quantiles("held ", primitive.holds, .quiet)
    if facts.isEmpty, primitive.givenUp > 0 {
      facts.append(Fact("\(primitive.givenUp) waited in vain", .quiet))
    }
    if facts.isEmpty { facts.append(Fact("nobody has waited", .quiet)) }
    draw(facts, x: x, y: y, on: &canvas)
  }

  private func quantiles(_ word: String, _ histogram: LatencyHistogram, _ role: Role) -> [Fact] {
    guard let middle = histogram.quantile(0.5), let high = histogram.quantile(0.99) else {
      return []
    }
    return [Fact("\(word)p50 \(Numbers.age(middle)) p99 \(Numbers.age(high))", role)]
  }

  private struct Fact {
    let text: String
    let role: Role
    init(_ text: String, _ role: Role) {
      self.text = text
      self.role = role
    }
  }

  /// Facts from the most to the least important: the first one that does not fit ends the row.
  private func draw(_ facts: [Fact], x start: Int, y: Int, on canvas: inout Canvas) {
    var x = start
    for fact in facts {
      let width = canvas.width(fact.text)
      if x + width >= canvas.columns {
        if x == start {
          canvas.clip(fact.text, x: x, y: y, fact.role, width: canvas.columns - 1 - x)
        }
        return
      }
      canvas.put(fact.text, x: x, y: y, fact.role)
      x += width + 2
    }
  }
}

extension RunSnapshot {
  /// How many rows everything beside the lanes would take.
  var exhibitCount: Int { facts.count + queues.count + primitives.count }
}
