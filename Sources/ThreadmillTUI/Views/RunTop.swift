// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

/// What stands above the lanes: knobs, the bar of the round, the last rounds, what they have shown.
struct RunTop {
  let run: RunState
  let plan: RunPlan
  /// The knob that left and right turn.
  let knob: String?

  func draw(on canvas: inout Canvas) {
    if let row = plan.knobsRow {
      let acting = run.isActive ? run.snapshot.actingSettings : nil
      KnobStrip(demo: run.info, settings: run.settings, acting: acting, selected: knob)
        .draw(on: &canvas, x: 1, y: row, width: canvas.columns - 2)
    }
    drawTotal(on: &canvas, y: plan.totalRow)
    if let row = plan.roundsRow { drawRounds(on: &canvas, y: row) }
    if let row = plan.ahaRow, !run.isEnded {
      // Before the first round has shown anything, the lesson says what to look for.
      let line = run.snapshot.aha ?? run.info.lesson
      canvas.paragraph(
        line,
        x: 1,
        y: row,
        width: canvas.columns - 2,
        limit: plan.ahaRows,
        run.snapshot.aha == nil ? .quiet : .flash
      )
    }
  }

  private func drawTotal(on canvas: inout Canvas, y: Int) {
    let snapshot = run.snapshot
    let isSmall = plan.sizeClass == .small
    let count = "\(Numbers.compact(snapshot.roundDone)) of \(Numbers.compact(snapshot.roundTotal))"
    let share =
      snapshot.roundTotal > 0 ? Double(snapshot.roundDone) / Double(snapshot.roundTotal) : 0
    let x = 1 + canvas.put(isSmall ? "" : "Total", x: 1, y: y, .quiet) + (isSmall ? 0 : 1)
    let width = max(
      6,
      min(50, (canvas.columns - x) * (isSmall ? 3 : 4) / (canvas.columns < 100 ? 14 : 12))
    )
    let mark = run.isEnded ? nil : snapshot.previousRoundMark
    canvas.bar(Bar(share, .running, mark: mark), x: x, y: y, width: width)
    var after = x + width + 1
    after += canvas.put(count, x: after, y: y, .title)
    if !isSmall {
      after += canvas.put(run.isEnded ? " done" : " " + snapshot.roundUnit, x: after, y: y, .quiet)
    }
    // The tally starts where the longest count would end, so that it does not move.
    let total = canvas.width(Numbers.compact(snapshot.roundTotal))
    let unit = 1 + canvas.width(snapshot.roundUnit)
    let start = x + width + 1 + 2 * total + 4 + (isSmall ? 0 : unit) + 2
    var tally = max(start, after + 1)
    // The lanes of threads say themselves that they were cancelled; tasks in a queue have no lane.
    if run.isPool, snapshot.roundCancelled > 0 {
      let count = Numbers.compact(snapshot.roundCancelled)
      tally += canvas.put(count, x: tally, y: y, .title) + 1
      tally += canvas.put("cancelled", x: tally, y: y, .cancelled) + 2
    }
    drawTally(on: &canvas, x: tally, y: y)
  }

  /// How many workers are in which state; true totals, whatever is visible.
  private func drawTally(on canvas: inout Canvas, x start: Int, y: Int) {
    var x = start
    for entry in run.tally where entry.count > 0 {
      let count = String(entry.count)
      let length = count.utf8.count + 1 + entry.word.utf8.count
      guard x + length < canvas.columns else { return }
      canvas.put(count, x: x, y: y, .title)
      canvas.put(entry.word, x: x + count.utf8.count + 1, y: y, entry.role)
      x += length + 2
    }
  }

  private func drawRounds(on canvas: inout Canvas, y: Int) {
    let snapshot = run.snapshot
    var x = 1
    let end = canvas.columns - 1
    let hasMark = !run.isEnded && snapshot.previousRoundMark != nil && canvas.columns >= 70
    let mark = hasMark ? "▏ last round   " : ""
    let now = mark + "round \(max(1, snapshot.round))"
    let limit = run.isEnded ? end : canvas.putRight(now, end: end, y: y, .quiet, start: 30) - 2
    guard !snapshot.roundTimes.isEmpty else {
      canvas.clip(
        run.isEnded ? "no complete round" : "the first round goes on",
        x: x,
        y: y,
        .quiet,
        width: limit - x
      )
      return
    }
    let check = CardText.check(snapshot.check)
    let strip = RoundStrip(snapshot.roundTimes, width: limit - x - 7 - 2 - canvas.width(check.text))
    x += canvas.put("rounds ", x: x, y: y, .quiet)
    x += canvas.put(strip.text, x: x, y: y, width: limit - x) + 2
    canvas.clip(check.text, x: x, y: y, check.role, width: limit - x)
  }
}
