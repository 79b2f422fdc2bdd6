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
    _ movement: KeyAction.Movement?,
    count: Int,
    page: Int
  ) -> Int {
    let target =
      switch movement {
      case nil: index
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
    let keys = KeyLabels(context)
    let page = max(1, RunPlan(shown, size: size, keys: keys).laneRows)
    // The first arrow only shows where the cursor is, unless it jumps.
    let isShowing = shown.selectedLane == nil && (movement == .up || movement == .down)
    let lane = Self.moved(
      shown.selectedLane ?? shown.firstLane,
      isShowing ? nil : movement,
      count: shown.lanes.count,
      page: page
    )
    shown.selectedLane = lane
    // Planned again: the details of a selected lane take rows from the lanes.
    let visible = RunPlan(shown, size: size, keys: keys).visibleLanes
    shown.firstLane = max(min(shown.firstLane, lane), lane - visible + 1)
    run?.selectedLane = shown.selectedLane
    run?.firstLane = shown.firstLane
    if frozen != nil {
      frozen?.selectedLane = shown.selectedLane
      frozen?.firstLane = shown.firstLane
    }
  }

  private mutating func scrollLog(_ movement: KeyAction.Movement) {
    let plan = LogPlan(self)
    let furthest = plan.furthest(log)
    let page = max(1, plan.window(log).count - 1)
    switch movement {
    case .up: log.scroll(1, furthest: furthest)
    case .down: log.scroll(-1, furthest: furthest)
    case .pageUp: log.scroll(page, furthest: furthest)
    case .pageDown: log.scroll(-page, furthest: furthest)
    case .top: log.offset = furthest
    case .bottom: log.offset = 0
    }
  }
}
