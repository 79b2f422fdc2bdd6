// SPDX-License-Identifier: Apache-2.0

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
  /// Lets the run's time go on where it stood; no effect when it goes.
  func resume()
  /// Ends the run at once; no effect when it has ended.
  func stop(_ reason: StopReason)
  /// Turns a knob; a live one acts at once, the others when the next round or the next run begins.
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
