// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// What a command or a key finds when it is given: what is shown, what runs, what can be turned.
package struct CommandContext: Sendable, Hashable {
  /// Where commands come from.
  package enum Surface: Sendable, Hashable, CaseIterable {
    /// Keys and the `:` line of the full screen.
    case workbench
    /// The line REPL.
    case lineMode
    /// A script file.
    case script
    /// The shell's command line.
    case arguments
  }

  /// Where the command comes from.
  package var surface: Surface
  /// The view that is shown.
  package var view: ViewName
  /// What knobs belong to: in Browse the demo under the cursor, elsewhere the one of the run.
  package var demo: DemoInfo?
  /// The present values of that demo's knobs.
  package var settings: KnobSettings?
  /// The knob that left and right turn.
  package var selectedKnob: String?
  /// The demo of the run that goes on or has ended last.
  package var runDemo: String?
  /// Whether a run goes on, paused or not.
  package var isRunning: Bool
  /// Whether that run is paused.
  package var isPaused: Bool
  /// Whether there is a run and it has ended.
  package var isEnded: Bool
  /// Whether the view stands still.
  package var isFrozen: Bool
  /// Whether an end card is shown.
  package var hasCard: Bool
  /// How many suggestions the end card has.
  package var suggestionCount: Int
  /// The demo that the end card proposes next.
  package var nextDemo: String?
  /// How many lanes the Run view shows; `nil` where that is not known.
  package var laneCount: Int?
  /// How much of each worker the Run view was asked to show.
  package var zoom: ZoomLevel
  /// Whether workers are cells of a map, so that all four arrows move the selection.
  package var isMap: Bool
  /// The catalogue, in the order of the menu.
  package var demos: [DemoInfo]

  /// Creates a context; nothing runs unless said.
  package init(
    surface: Surface = .workbench,
    view: ViewName = .browse,
    demo: DemoInfo? = nil,
    settings: KnobSettings? = nil,
    selectedKnob: String? = nil,
    runDemo: String? = nil,
    isRunning: Bool = false,
    isPaused: Bool = false,
    isEnded: Bool = false,
    isFrozen: Bool = false,
    hasCard: Bool = false,
    suggestionCount: Int = 0,
    nextDemo: String? = nil,
    laneCount: Int? = nil,
    zoom: ZoomLevel = .auto,
    isMap: Bool = false,
    demos: [DemoInfo] = DemoCatalogue.demos.map(\.info)
  ) {
    self.surface = surface
    self.view = view
    self.demo = demo
    self.settings = settings
    self.selectedKnob = selectedKnob
    self.runDemo = runDemo
    self.isRunning = isRunning
    self.isPaused = isPaused
    self.isEnded = isEnded
    self.isFrozen = isFrozen
    self.hasCard = hasCard
    self.suggestionCount = suggestionCount
    self.nextDemo = nextDemo
    self.laneCount = laneCount
    self.zoom = zoom
    self.isMap = isMap
    self.demos = demos
  }

  /// The ids of the catalogue, in the order of the menu.
  package var demoIDs: [String] { demos.map(\.id) }

  /// The demo of that id, if the catalogue has it.
  package func demo(_ id: String) -> DemoInfo? { demos.first { $0.id == id } }

  /// The knob that a name after `set` means: its own name, the word for its role, or the beginning of
  /// one name only.
  package func knob(_ name: String, of demo: DemoInfo) -> Knob? {
    if let knob = demo.knob(named: name) { return knob }
    if let role = KnobRole(rawValue: name), let knob = demo.knob(for: role) { return knob }
    let fitting = name.isEmpty ? [] : demo.knobs.filter { $0.name.hasPrefix(name) }
    return fitting.count == 1 ? fitting[0] : nil
  }
}
