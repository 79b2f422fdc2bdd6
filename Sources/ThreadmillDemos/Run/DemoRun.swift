// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// One execution of a demo: the only window and the only handle that interfaces have.
///
/// Every method may be called from any thread and returns at once, except
/// ``waitUntilEnded(upTo:)``.
package protocol DemoRun: AnyObject, Sendable {
  /// The demo that runs.
  var info: DemoInfo { get }
  /// A descriptor that is readable after a state edge (a round or the run ended, something was
  /// printed) until ``clearWake()``; it lives as long as the run.
  var wakeDescriptor: Int32 { get }
  /// Makes ``wakeDescriptor`` unreadable again.
  func clearWake()

  /// Starts the run; a second call has no effect.
  func start()
  /// Stops the run's time: waits stand still, no task starts, computing tasks stop at their next
  /// progress report.
  func pause()
  func resume()
  /// Ends the run at once; no effect when it has ended.
  func stop(_ reason: StopReason)
  /// Turns a knob; a live one acts at once, the others keep the value for the next run.
  ///
  /// - Throws: `KnobError` if there is no such knob or the value is outside its range.
  func set(_ knob: String, to value: KnobValue) throws(KnobError)

  /// The run at this instant; costs O(workers).
  func snapshot() -> RunSnapshot
  /// Records what happens from now on for as long as the feed is held. Bounded: what a slow reader
  /// misses is counted.
  func events() -> any RunEventFeed
  /// The lines printed from number `start` on.
  func printedLines(from start: Int) -> PrintedLines
  /// Blocks until the run has ended; with a limit, at most so long.
  ///
  /// - Returns: whether it has ended.
  func waitUntilEnded(upTo limit: Duration?) -> Bool
}

/// Why a run was stopped.
package enum StopReason: String, Sendable, Hashable {
  /// A person said so.
  case requested
  /// Another demo was started.
  case replaced
  /// Nobody has pressed a key for two minutes.
  case unattended
  /// The application ends.
  case quitting
}

/// A stream of what happens in a run.
package protocol RunEventFeed: AnyObject, Sendable {
  /// Takes what has been recorded since the last call, in order of time.
  func drain() -> [TaskEvent]
  /// How many events were lost because nobody drained; 0 when healthy.
  var droppedCount: UInt64 { get }
}

/// A stretch of what a run has printed.
package struct PrintedLines: Sendable, Hashable {
  /// The lines, oldest first.
  package var lines: [PrintedLine]
  /// What to ask for next.
  package var next: Int
  /// Lines that were overwritten before anybody asked for them.
  package var dropped: Int

  /// Creates a stretch.
  package init(lines: [PrintedLine], next: Int, dropped: Int) {
    self.lines = lines
    self.next = next
    self.dropped = dropped
  }
}

/// One line that a run has printed.
package struct PrintedLine: Sendable, Hashable {
  /// Time since the run started.
  package var time: Duration
  /// The line without its end.
  package var text: String

  /// Creates a line.
  package init(time: Duration, text: String) {
    self.time = time
    self.text = text
  }
}
