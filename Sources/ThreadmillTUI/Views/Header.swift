// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// What the first row says: the demo, its tempo, its state.
package struct Header: Sendable, Hashable {
  /// The title of the demo.
  package private(set) var title = ""
  /// How fast its time goes.
  package private(set) var tempo = ""
  /// What it does, in capitals.
  package private(set) var state = ""
  /// How that looks.
  package private(set) var stateRole = Role.quiet

  /// Writes the header of what the model shows.
  package init(model: Model) {
    guard let run = model.shownRun else {
      state = "idle"
      return
    }
    (state, stateRole) = Self.state(of: run)
    if model.frozen != nil { (state, stateRole) = ("FROZEN", .flash) }
    if let rate = model.slowRate { state = "slow tty \(rate) fps  " + state }
    if model.view == .browse {
      if run.isEnded { (state, stateRole) = ("idle", .quiet) }
      title = run.isActive ? "▶ \(run.info.id) round \(max(1, run.snapshot.round))" : ""
    } else {
      title = run.info.title
      tempo = Self.tempo(of: run)
    }
  }

  /// The run's state in capitals.
  private static func state(of run: RunState) -> (String, Role) {
    let snapshot = run.snapshot
    if run.isEnded { return (snapshot.card?.outcome == .failed ? "FAILED" : "DONE", .title) }
    if run.stopReason != nil { return ("STOPPING", .flash) }
    guard snapshot.isPaused else { return ("RUN", .running) }
    return snapshot.stillMoving > 0
      ? ("PAUSING (\(snapshot.stillMoving) finishing)", .flash) : ("PAUSED", .flash)
  }

  /// How much slower than the seed it goes, and how long the seed's round takes by its model.
  private static func tempo(of run: RunState) -> String {
    let speed = run.speed
    let pace =
      if speed < 0.999 {
        "×\(Numbers.compact(Int((1 / speed).rounded()))) slow"
      } else if speed > 1.001 {
        "×\(Numbers.compact(Int(speed.rounded()))) fast"
      } else {
        "seed speed"
      }
    // What does not wait has no tempo, and what the seed does not have no time of its.
    guard run.info.knob(for: .speed) != nil else { return "" }
    guard let time = run.info.seedTime, run.info.seedSection != nil else { return pace }
    return pace + " · seed " + DurationText.seconds(time) + " s"
  }
}
