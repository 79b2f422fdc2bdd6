// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
package import ThreadmillTerminal

/// Everything the interface knows: what ``view(_:size:)`` draws and ``update(_:_:)`` changes.
package struct Model: Sendable {
  /// How the screen may look.
  package var look: Look
  /// The size of the screen.
  package var size: ScreenSize
  /// The monotonic time of the last wake-up.
  package var now: Duration
  /// The monotonic time at which the application started.
  package let startedAt: Duration
  /// The catalogue, in the order of the menu.
  package let demos: [DemoInfo]
  /// CPUs that the process may use.
  package var cpuCount: Int
  /// What is shown.
  package var view: ViewName = .browse
  /// The demo under the cursor of Browse, as an index into ``demos``.
  package var cursor = 0
  /// The values of each demo's knobs for its next run, by id.
  package var settings: [String: KnobSettings]
  /// The knob that left and right turn, as an index into the knobs of the demo at hand.
  package var knobCursor = 0
  /// The run that goes on or has ended last.
  package var run: RunState?
  /// Runs that were replaced and have not said goodbye yet.
  package var leaving: [RunState] = []
  /// The number of the last run.
  package var lastRun = 0
  /// The picture that stands still while the view is frozen.
  package var frozen: RunState?
  /// How much of each worker the Run view was asked to show.
  package var zoom = ZoomLevel.auto
  /// How the last run of each demo ended, by id.
  package var results: [String: LastResult] = [:]
  /// What the Log shows.
  package var log = LogBuffer()
  /// The `:` line while it is open.
  package var line: LineEditor?
  /// The lines that were entered before.
  package var history = LineHistory()
  /// Why the line that was entered last was refused, while it is still open.
  package var lineError: CommandError?
  /// Why the command in hand was refused; reset by the next one.
  package var refusal: CommandError?
  /// The help while it is open.
  package var help: HelpState?
  /// What the command row says.
  package var echo = Echo()
  /// When the last key was pressed.
  package var lastKeyAt: Duration
  /// Whether the terminal's window has the focus.
  package var hasFocus = true
  /// Frames per second that a slow terminal takes.
  package var slowRate: Int?

  /// Creates the model of an application that has just started.
  package init(
    demos: [DemoInfo],
    look: Look = Look(),
    size: ScreenSize = ScreenSize(columns: 80, rows: 24),
    cpuCount: Int = 1,
    now: Duration = .zero
  ) {
    self.demos = demos
    self.look = look
    self.size = size
    self.cpuCount = cpuCount
    self.now = now
    startedAt = now
    lastKeyAt = now
    settings = Dictionary(
      demos.map { ($0.id, $0.workbenchSettings) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}

extension Model {
  /// How long a run without end goes on when nobody presses a key.
  package static let patience: Duration = .seconds(120)

  /// The demo under the cursor of Browse.
  package var browsed: DemoInfo? { demos.indices.contains(cursor) ? demos[cursor] : nil }

  /// The demo that knob keys turn.
  package var demoAtHand: DemoInfo? { view == .browse ? browsed : run?.info ?? browsed }

  /// The knob that left and right turn.
  package var selectedKnob: Knob? {
    guard let knobs = demoAtHand?.knobs, !knobs.isEmpty else { return nil }
    return knobs[min(max(0, knobCursor), knobs.count - 1)]
  }

  /// The present values of a demo's knobs: those of its run if it runs, otherwise of its next one.
  package func settings(of demo: DemoInfo) -> KnobSettings {
    if let run, run.isActive, run.info.id == demo.id { return run.settings }
    return settings[demo.id] ?? demo.workbenchSettings
  }

  /// The run as it is drawn: the frozen picture if there is one.
  package var shownRun: RunState? { frozen ?? run }

  /// Whether a run goes on that nobody has asked to stop.
  package var isRunning: Bool { run.map { $0.isActive && $0.stopReason == nil } ?? false }

  /// What a command finds.
  package var context: CommandContext {
    let demo = demoAtHand
    let card = run?.isEnded == true ? run?.snapshot.card : nil
    var context = CommandContext(
      view: view,
      demo: demo,
      settings: demo.map { settings(of: $0) },
      selectedKnob: selectedKnob?.name,
      runDemo: run?.info.id,
      isRunning: isRunning,
      isPaused: isRunning && run?.isPaused == true,
      isEnded: run != nil && !isRunning,
      isFrozen: frozen != nil,
      hasCard: card != nil && view == .run,
      suggestionCount: card?.tries.count ?? 0,
      nextDemo: card?.nextDemo,
      laneCount: shownRun?.lanes.count ?? 0,
      zoom: zoom,
      demos: demos
    )
    context.isMap = showsMap(context)
    return context
  }

  /// Whether the Run view shows workers as cells of a map; keys that a map changes are not asked for.
  private func showsMap(_ context: CommandContext) -> Bool {
    guard view == .run, let shown = shownRun, !shown.lanes.isEmpty else { return false }
    return RunPlan(shown, size: size, zoom: zoom, keys: KeyLabels(context)).layout.isMap
  }

  /// Whether the screen changes by itself, so that frames are worth drawing at a steady rate.
  package var isMoving: Bool {
    guard view == .run, frozen == nil, let run else { return false }
    return run.isMoving
  }

  /// When ``update(_:_:)`` wants to be woken by a tick at the latest; `nil` if never.
  package var deadline: Duration? {
    guard let run, isRunning, run.isMoving, run.isUnlimited else { return nil }
    return lastKeyAt + Self.patience
  }
}
