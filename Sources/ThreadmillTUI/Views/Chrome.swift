// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTerminal

/// What frames every view: the header, the tabs, the command row and the footer.
struct Chrome {
  let model: Model
  let keys: KeyLabels

  // MARK: - Top

  func drawTop(on canvas: inout Canvas) {
    let isSmall = SizeClass(canvas.grid.size) == .small
    let header = Header(model: model)
    let end = canvas.columns - 1
    let stateX = canvas.putRight(header.state, end: end, y: 0, header.stateRole)
    // The state's room is constant, so that what stands left of it stays where it is.
    let tempoEnd = min(stateX, end - 8) - 2
    var limit = tempoEnd
    if !header.tempo.isEmpty {
      limit = canvas.putRight(header.tempo, end: tempoEnd, y: 0, .quiet, start: isSmall ? 22 : 40)
    }
    var x = 1
    if !isSmall || header.title.isEmpty { x += canvas.put("threadmill", x: x, y: 0, .accent) + 2 }
    canvas.clip(header.title, x: x, y: 0, .title, width: limit - x - 1)
    if !isSmall { drawTabs(on: &canvas) }
  }

  private func drawTabs(on canvas: inout Canvas) {
    var x = 1
    for name in ViewName.allCases {
      guard let key = keys.key(for: "view \(name.rawValue)") else { continue }
      let label = " \(key) \(name.title) "
      canvas.put(label, x: x, y: 1, name == model.view ? .selection : .text)
      x += canvas.width(label) + 1
    }
    let (text, role) = cpuLine
    canvas.putRight(text, end: canvas.columns - 1, y: 1, role, start: x)
  }

  /// CPUs received, and what more workers would bring.
  private var cpuLine: (String, Role) {
    guard model.view != .browse, let run = model.shownRun else {
      return ("\(model.cpuCount) CPUs", .quiet)
    }
    let snapshot = run.snapshot
    let received =
      run.isEnded ? snapshot.card?.cpusReceived : run.cpuRate ?? snapshot.cpusReceived
    guard let received else { return ("\(snapshot.cpuCount) CPUs", .quiet) }
    let count = Double(max(1, snapshot.cpuCount))
    let text = "CPUs \(Numbers.fixed(received, 2)) of \(snapshot.cpuCount)"
    // Only a whole second of crowding says anything about who got the CPUs.
    guard run.isMoving, run.cpuRate != nil, let since = run.crowdedSince,
      snapshot.takenAt - since >= .seconds(1)
    else { return (text, .quiet) }
    if received >= count * 0.9 { return (text + ", full: more workers cannot help", .warning) }
    if received < count * 0.75 { return (text + ": neighbours took the rest", .warning) }
    return (text, .quiet)
  }

  // MARK: - Bottom

  func drawBottom(on canvas: inout Canvas) {
    drawEcho(on: &canvas)
    Footer(model: model, keys.context).draw(on: &canvas, y: canvas.rows - 1)
  }

  private func drawEcho(on canvas: inout Canvas) {
    let y = canvas.rows - 2
    let echo = model.echo
    var x = 1
    if !echo.command.isEmpty {
      x += canvas.clip(":" + echo.command, x: x, y: y, .accent, width: canvas.columns - 2) + 2
    }
    guard !echo.outcome.isEmpty else { return }
    let role: Role = echo.isRefusal ? .warning : echo.command.isEmpty ? .quiet : .text
    canvas.clip(echo.outcome, x: x, y: y, role, width: canvas.columns - 1 - x)
  }
}
