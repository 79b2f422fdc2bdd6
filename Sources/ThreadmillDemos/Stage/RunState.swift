// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// What the conductor of a run and its visitors share.
struct RunState<Machine: StageMachine>: Sendable {
  var phase = RunSnapshot.Phase.ready
  var isPaused = false
  var stopReason: StopReason?
  /// The values of all knobs, pending ones included.
  var settings: KnobSettings
  var machine: Machine?
  /// The machine as it stood at the end, once it is being taken down.
  var lastPicture: MachinePicture?

  /// The round that goes on or stands, counted from 1.
  var round = 0
  /// What the clock showed when it started.
  var roundStart: Duration = .zero
  /// The machine at that moment.
  var roundBase = MachinePicture()
  /// The knobs at that moment.
  var roundSettings: KnobSettings
  /// Whether a knob that matters for its time was turned since.
  var wasTurned = false
  /// Whether the standing round shall make way at once.
  var standsShort = false

  var completedRounds = 0
  /// Of the last complete rounds, oldest first.
  var roundTimes: [Duration] = []
  /// How long the round took that stands now, in paced time.
  var pacedRoundTime: Duration?
  /// About the last complete round.
  var report: RoundReport?
  var lastSteady: RoundReport.Steady?
  var ideal: IdealTime?
  var check = OracleCheck.none
  var mismatch: String?
  var resultLine: String?
  var aha: String?
  var resultFields: [EndCard.ResultField] = []
  var card: EndCard?

  init(_ settings: KnobSettings) {
    self.settings = settings
    roundSettings = settings
  }
}
