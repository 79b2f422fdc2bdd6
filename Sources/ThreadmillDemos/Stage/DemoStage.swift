// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// What a demo has at hand while it plays: its knobs, its time, and a place to show things.
///
/// ```swift
/// stage.print(" Thread-0: Starting (delay=0.1s)")
/// try stage.work(for: stage.size, context)       // waits or computes, as the knob `work` says
/// stage.note("→ 16", worker: context.workerID)
/// ```
///
/// Everything may be used from any thread.
package final class DemoStage: Sendable {
  /// The time in which the tasks of this run wait.
  package let pace: Pace
  /// Where the pool and the threads of this run announce what they do.
  package let events = EventHub()
  /// The knob `size`, in the run's time; waits for multiples of it follow when it is turned.
  package let liveSize: LiveDuration

  let clock = Guarded(RunClock())
  let board = Guarded(RoundBoard())
  let printed = Guarded(PrintedBacklog())
  let exhibits = Guarded(Exhibits())
  /// Numbers of earlier rounds by their name.
  let memory = Guarded<[String: [Int]]>([:])
  let followers = Followers()
  let wake = WakeDescriptor()
  private let knobs: Guarded<KnobSettings>
  private let threadCount = Guarded(0)

  /// Sets the stage for a run with these settings.
  package init(_ settings: KnobSettings) {
    knobs = Guarded(settings)
    pace = Pace(speed: settings.speed)
    liveSize = pace.liveDuration(settings.size)
  }

  // MARK: Knobs

  /// The values of all knobs now.
  package var settings: KnobSettings { knobs.withLock { $0 } }
  /// How many workers there shall be.
  package var workers: Int { settings.workers }
  /// How many tasks a round has.
  package var tasks: Int { settings.int("tasks") }
  /// How long a task of one size takes, in the run's time.
  package var size: Duration { liveSize.value }

  func setKnob(_ name: String, to value: KnobValue) { knobs.withLock { $0[name] = value } }

  /// Lets live knobs act on what a round has made: at once, and whenever one is turned in this round.
  ///
  /// - Parameter action: given the values of all knobs; one call after the other, quick.
  package func follow(_ action: @escaping @Sendable (KnobSettings) -> Void) {
    followers.add(action) { settings }
  }

  /// A number for a thread that no other one of this run has.
  func nextThreadID() -> Int {
    threadCount.withLock { count in
      defer { count += 1 }
      return count
    }
  }

  // MARK: Time

  /// Real time since the run started; it stands still while the run is paused.
  package var now: Duration { clock.withLock { $0.now } }

  /// What a duration in the run's time really takes at the present speed.
  package func real(_ paced: Duration) -> Duration { paced / pace.speed }

  // MARK: Showing

  /// Prints a line.
  package func print(_ line: String) {
    let time = now
    printed.withLock { $0.append(PrintedLine(time: time, text: line)) }
    wake.signal()
  }

  /// Prints the line that says what the round has come to, and keeps it as the round's result line.
  package func conclude(_ line: String) {
    keepResult(line)
    print(line)
  }

  /// Keeps a line as the round's result line without printing it.
  package func keepResult(_ line: String) { board.withLock { $0.resultLine = line } }

  /// Hands out a result of the round.
  package func handOut(_ result: String) { board.withLock { $0.handOut(result) } }

  /// Writes a note on a worker's lane; it stays until the next one or the next round.
  package func note(_ note: String, worker: Int) { board.withLock { $0.notes[worker] = note } }
}
