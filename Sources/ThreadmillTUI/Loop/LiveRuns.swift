// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// The runs that have been started and have not said all they have to say.
package struct LiveRuns {
  private struct Live {
    let number: Int
    let run: any DemoRun
    /// The number of the first line not read yet.
    var nextLine = 0
  }

  private let demos: [any Demo]
  private var live: [Live] = []

  /// Creates the runs of a catalogue; none has started.
  package init(demos: [any Demo]) { self.demos = demos }

  /// Whether there is none.
  package var isEmpty: Bool { live.isEmpty }

  /// What to poll, to be woken when one of them has something to say.
  package var descriptors: [Int32] { live.map(\.run.wakeDescriptor).filter { $0 >= 0 } }

  /// Makes and starts a run.
  package mutating func start(_ number: Int, _ id: String, _ settings: KnobSettings) -> Message {
    guard let demo = demos.first(where: { $0.info.id == id }) else {
      return .startFailed(run: number, "there is no demo \"\(id)\"")
    }
    let run = demo.makeRun(settings)
    run.start()
    live.append(Live(number: number, run: run))
    return .started(run: number)
  }

  /// Holds or releases a run's time.
  package func setPaused(_ isPaused: Bool, _ number: Int) {
    guard let run = run(number) else { return }
    if isPaused { run.pause() } else { run.resume() }
  }

  /// Ends a run.
  package func stop(_ number: Int, _ reason: StopReason) { run(number)?.stop(reason) }

  /// Turns a knob; says so if the run refuses.
  package func set(_ number: Int, _ knob: String, _ value: KnobValue) -> Message? {
    guard let run = run(number) else { return nil }
    do throws(KnobError) {
      try run.set(knob, to: value)
      return nil
    } catch {
      return .refused(run: number, error)
    }
  }

  /// What all of them say now; runs that have ended are let go.
  ///
  /// - Complexity: O(workers + printed lines).
  package mutating func messages() -> [Message] {
    var messages: [Message] = []
    var rest: [Live] = []
    for var each in live {
      // First, so that an edge after the picture wakes again.
      each.run.clearWake()
      let snapshot = each.run.snapshot()
      let lines = each.run.printedLines(from: each.nextLine)
      each.nextLine = lines.next
      if !lines.lines.isEmpty || lines.dropped > 0 {
        messages.append(.printed(run: each.number, lines))
      }
      messages.append(.snapshot(run: each.number, snapshot))
      if snapshot.phase != .ended { rest.append(each) }
    }
    live = rest
    return messages
  }

  /// Stops them all, and waits for them together no longer than `limit`.
  package mutating func end(within limit: Duration) {
    for each in live { each.run.stop(.quitting) }
    let deadline = Monotonic.now + limit
    for each in live {
      _ = each.run.waitUntilEnded(upTo: max(.zero, deadline - Monotonic.now))
    }
    live = []
  }

  private func run(_ number: Int) -> (any DemoRun)? { live.first { $0.number == number }?.run }
}
