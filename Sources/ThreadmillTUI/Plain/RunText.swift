// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
import ThreadmillTelemetry

/// What is said about a run in lines of text.
package enum RunText {
  /// The run as a command that does the same again, such as `pool-submit workers=4 tasks=10`.
  package static func start(_ info: DemoInfo, _ settings: KnobSettings) -> String {
    let values = info.knobs.compactMap { knob in
      settings[knob.name].map { "\(knob.name)=\(knob.input($0))" }
    }
    return ([info.id] + values).joined(separator: " ")
  }

  /// How far the run has come, such as `[  1.0 s] round 2, 31/200 done (15 %), 8 workers, 7 busy`.
  ///
  /// Workers that have ended in this round count: a thread with one task is gone when that is done.
  package static func progress(_ snapshot: RunSnapshot) -> String {
    let seconds = DurationText.seconds(snapshot.elapsed, digits: 1)
    let time = String(repeating: " ", count: max(0, 6 - seconds.count)) + seconds
    let count = snapshot.lanes.count
    let busy = snapshot.lanes.count { $0.worker.state.isBusy }
    let share =
      snapshot.roundTotal > 0 ? " (\(snapshot.roundDone * 100 / snapshot.roundTotal) %)" : ""
    var parts = [
      "round \(snapshot.round)",
      "\(snapshot.roundDone)/\(snapshot.roundTotal) done\(share)",
    ]
    if count > 0 { parts.append("\(count) \(count == 1 ? "worker" : "workers"), \(busy) busy") }
    if snapshot.isPaused { parts.append(pause(snapshot)) }
    return "[\(time) s] \(parts.joined(separator: ", "))"
  }

  /// Whether there is progress to tell: a round that stands has none, and its threads are gone.
  package static func hasProgress(_ snapshot: RunSnapshot) -> Bool { snapshot.phase == .running }

  /// `paused`, or how many tasks still move.
  package static func pause(_ snapshot: RunSnapshot) -> String {
    snapshot.stillMoving > 0 ? "pausing (\(snapshot.stillMoving) finishing)" : "paused"
  }

  /// The end of a run: outcome, check, time beside the ideal, and what went wrong if something did.
  package static func end(_ info: DemoInfo, _ card: EndCard) -> [String] {
    var parts = [outcome(card), CardText.check(card.check).text]
    parts.append("\(card.rounds) \(card.rounds == 1 ? "round" : "rounds")")
    if let makespan = card.makespan {
      let ideal = card.ideal.map { ideal in
        let formula = card.idealFormula.isEmpty ? "" : " = \(card.idealFormula)"
        return " beside ideal \(seconds(ideal))\(formula) (model)"
      }
      parts.append(seconds(makespan) + (ideal ?? ""))
    }
    if let cpus = card.cpusReceived { parts.append("CPUs received \(Numbers.fixed(cpus, 2))") }
    return ["\(info.id): \(parts.joined(separator: ", "))"]
      + [card.failure, card.mismatch].compactMap(\.self).map { "\(info.id): \($0)" }
  }

  /// What the run has shown, and what to try next.
  package static func lesson(_ card: EndCard) -> [String] {
    let tries = card.tries.enumerated().map { index, suggestion in
      "try \(index + 1): \(suggestion.reason) (\(suggestion.commands.joined(separator: ", ")))"
    }
    return [card.aha].compactMap(\.self) + tries
  }

  /// What a knob's turn has done, such as `workers 4 → 8`: whether that is the end of its range, and when
  /// it acts if not at once.
  package static func turn(
    _ knob: Knob,
    from old: KnobValue?,
    to new: KnobValue?,
    in run: RunSnapshot?
  ) -> String {
    let values = [old, new].map { $0.map(knob.input) ?? "?" }
    let change = "\(knob.name) \(values[0]) → \(values[1])\(KnobEnds.suffix(of: new, for: knob))"
    return change + (knob.timing.delay(in: run).map { " (\($0))" } ?? "")
  }

  private static func outcome(_ card: EndCard) -> String {
    switch card.reason {
    case .replaced: "\(card.outcome.rawValue) (another demo was started)"
    case .unattended: "\(card.outcome.rawValue) (nobody was there)"
    case .requested, .quitting, nil: card.outcome.rawValue
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    // A short round has taken some time, too.
    duration < .milliseconds(1)
      ? DurationText.short(duration) : "\(DurationText.seconds(duration, digits: 3)) s"
  }
}
