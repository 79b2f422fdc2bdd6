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
    echo = Echo("", "\(knob.name) \(knob.rangeText): \(knob.summary)")
  }

  /// Chooses how much of each worker is shown, and says what that comes to now.
  mutating func setZoom(_ level: ZoomLevel) {
    zoom = level
    guard let shown = shownRun, !shown.lanes.isEmpty else {
      echo.outcome = level.summary
      return
    }
    guard SizeClass(size) > .tiny else {
      echo.outcome = "this screen is too small for workers"
      return
    }
    let layout = layout(of: shown)
    if layout.level != level, level != .auto {
      echo.outcome = "the screen is too narrow for \(level.rawValue): \(layout.level.summary)"
    } else {
      let what = layout.group > 1 ? "one cell per \(layout.group) workers" : layout.level.summary
      echo.outcome = level == .auto ? "\(layout.level.rawValue): \(what)" : what
    }
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
      case .left, .right: index
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
    let layout = layout(of: shown)
    let start = shown.selectedLane ?? layout.first(shown.firstLane)
    // The first arrow only shows where the cursor is, unless it jumps.
    let isStep = [.up, .down, .left, .right].contains(movement)
    let lane = shown.selectedLane == nil && isStep ? start : layout.moved(start, movement)
    shown.selectedLane = lane
    // Laid out again: the details of a selected lane take rows from the lanes.
    shown.firstLane = self.layout(of: shown).first(shown.firstLane, showing: lane)
    run?.selectedLane = shown.selectedLane
    run?.firstLane = shown.firstLane
    if frozen != nil {
      frozen?.selectedLane = shown.selectedLane
      frozen?.firstLane = shown.firstLane
    }
  }

  private func layout(of shown: RunState) -> LaneLayout {
    RunPlan(shown, size: size, zoom: zoom, keys: KeyLabels(context)).layout
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
    case .left, .right: break
    }
  }
}
