// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension Model {
  /// Moves the cursor of the view.
  mutating func move(_ movement: KeyAction.Movement) {
    switch view {
    case .browse: cursor = Self.moved(cursor, movement, count: demos.count, page: 8)
    case .run: moveLane(movement)
    case .log: scrollLog(movement)
    }
  }

  /// Chooses another knob for left and right.
  mutating func moveKnob(_ step: Int) {
    guard let knobs = demoAtHand?.knobs, !knobs.isEmpty else { return }
    let here = min(max(0, knobCursor), knobs.count - 1)
    knobCursor = (here + step + knobs.count) % knobs.count
    let knob = knobs[knobCursor]
    echo = Echo("", "\(knob.name): \(knob.summary) (\(knob.rangeText))")
  }

  // MARK: - Private

  private static func moved(
    _ index: Int,
    _ movement: KeyAction.Movement,
    count: Int,
    page: Int
  ) -> Int {
    let target =
      switch movement {
      case .up: index - 1
      case .down: index + 1
      case .pageUp: index - page
      case .pageDown: index + page
      case .top: 0
      case .bottom: count - 1
      }
    return min(max(0, target), max(0, count - 1))
  }

  private mutating func moveLane(_ movement: KeyAction.Movement) {
    guard var shown = shownRun, !shown.lanes.isEmpty else { return }
    let plan = RunPlan(shown, size: size, keys: KeyLabels(context))
    let rows = max(1, plan.laneRows)
    // The first arrow only shows where the cursor is, unless it jumps.
    if let lane = shown.selectedLane {
      shown.selectedLane = Self.moved(lane, movement, count: shown.lanes.count, page: rows)
    } else {
      let first = shown.firstLane
      shown.selectedLane =
        movement == .up || movement == .down
        ? min(first, shown.lanes.count - 1)
        : Self.moved(first, movement, count: shown.lanes.count, page: rows)
    }
    let lane = shown.selectedLane ?? 0
    if lane < shown.firstLane { shown.firstLane = lane }
    if lane >= shown.firstLane + plan.visibleLanes {
      shown.firstLane = lane - plan.visibleLanes + 1
    }
    run?.selectedLane = shown.selectedLane
    run?.firstLane = shown.firstLane
    if frozen != nil {
      frozen?.selectedLane = shown.selectedLane
      frozen?.firstLane = shown.firstLane
    }
  }

  private mutating func scrollLog(_ movement: KeyAction.Movement) {
    let page = max(1, LogPlan(self).rows)
    switch movement {
    case .up: log.scroll(1, page: page)
    case .down: log.scroll(-1, page: page)
    case .pageUp: log.scroll(page - 1, page: page)
    case .pageDown: log.scroll(1 - page, page: page)
    case .top: log.scroll(log.lines.count, page: page)
    case .bottom: log.offset = 0
    }
  }
}
