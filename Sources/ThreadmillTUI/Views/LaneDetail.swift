// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTelemetry

/// More about the selected lane.
struct LaneDetail {
  let run: RunState

  func draw(on canvas: inout Canvas, y: Int) {
    guard let index = run.selectedLane, run.snapshot.lanes.indices.contains(index) else { return }
    let lane = run.snapshot.lanes[index]
    let worker = lane.worker
    canvas.rule(y: y, title: "Selected: \(worker.name)")
    row(
      [
        ("kind", worker.kind.rawValue),
        ("started in", worker.startLatency.map { Numbers.age($0) }),
        ("finished", String(worker.finished)),
        ("failed", worker.failed > 0 ? String(worker.failed) : nil),
        ("cancelled", worker.cancelled > 0 ? String(worker.cancelled) : nil),
        ("last took", worker.lastService.map { Numbers.age($0) }),
      ],
      y: y + 1,
      on: &canvas
    )
    row(
      [
        ("busy", Numbers.age(worker.busy)),
        ("CPU", worker.cpu.map { Numbers.age($0) }),
        ("queue wait", Numbers.age(worker.queueWait)),
        ("lock wait", Numbers.age(worker.lockWait)),
        ("blocked", worker.blocked > .zero ? Numbers.age(worker.blocked) : nil),
      ],
      y: y + 2,
      on: &canvas
    )
    let task = worker.task.map { "#\($0.id) " + ($0.name ?? "") }
    row(
      [
        ("task", task),
        ("since", worker.task?.elapsed.map { Numbers.age($0) }),
        ("waits for", worker.blockedOn),
        ("says", lane.note),
      ],
      y: y + 3,
      on: &canvas
    )
  }

  private func row(_ facts: [(String, String?)], y: Int, on canvas: inout Canvas) {
    var x = 2
    for case (let name, let value?) in facts where !value.isEmpty {
      guard x + canvas.width(name) + canvas.width(value) + 1 < canvas.columns else { return }
      x += canvas.put(name, x: x, y: y, .quiet) + 1
      x += canvas.put(value, x: x, y: y) + 3
    }
  }
}
