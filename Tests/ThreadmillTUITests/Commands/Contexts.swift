// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos
import ThreadmillTUI

/// The contexts that commands meet.
enum Contexts {
  static let demos = DemoCatalogue.demos.map(\.info)

  /// A demo of the catalogue with the workbench's settings, or the seed's elsewhere.
  static func with(
    _ id: String?,
    _ surface: CommandContext.Surface = .workbench,
    view: ViewName = .run
  ) -> CommandContext {
    let demo = demos.first { $0.id == id }
    return CommandContext(
      surface: surface,
      view: view,
      demo: demo,
      settings: surface == .workbench ? demo?.workbenchSettings : demo?.seedSettings,
      demos: demos
    )
  }

  /// While that demo runs.
  static func running(
    _ id: String,
    _ surface: CommandContext.Surface = .workbench
  ) -> CommandContext {
    var context = with(id, surface)
    context.runDemo = id
    context.isRunning = true
    return context
  }

  /// All states of the workbench that can come about.
  static var workbench: [CommandContext] {
    var contexts: [CommandContext] = []
    for view in ViewName.allCases {
      for demo in demos + demos.prefix(1) {
        let idle = with(demo.id, view: view)
        contexts.append(idle)
        for runDemo in demos.prefix(2) {
          contexts += runs(of: runDemo.id, idle)
        }
      }
    }
    return contexts
  }

  private static func runs(of id: String, _ idle: CommandContext) -> [CommandContext] {
    var running = idle
    running.runDemo = id
    running.isRunning = true
    if idle.view != .browse { running.demo = demos.first { $0.id == id } }
    running.settings = running.demo?.workbenchSettings
    var paused = running
    paused.isPaused = true
    var frozen = running
    frozen.isFrozen = true
    var ended = running
    ended.isRunning = false
    ended.isEnded = true
    var carded = ended
    carded.hasCard = true
    carded.suggestionCount = 2
    carded.nextDemo = demos[1].id
    var chosen = running
    // One that stands in the middle of its range, so that it can be turned both ways.
    chosen.selectedKnob = running.demo?.knob(for: .size)?.name
    var mapped = running
    mapped.zoom = .micro
    mapped.isMap = idle.view == .run
    return [running, paused, frozen, ended, carded, chosen, mapped]
  }
}
