// SPDX-License-Identifier: Apache-2.0

/// What the child process of the daemon demo is to do: on its command line at first, later on a line
/// whenever something of it is turned.
package struct DaemonOrders: Sendable, Hashable {
  /// Paced seconds for each real one.
  package var speed: Double
  /// Whether main waits for its threads before it ends; main asks at its end.
  package var joins: Bool
  /// How long main goes on, in the run's time.
  package var size: Duration
  /// How long a daemon takes that is started from now on, in the run's time.
  package var task: Duration
  /// Whether a daemon that is started from now on writes its lines to the file when it ends, and not
  /// before.
  package var isBuffered: Bool
  /// How many daemons there are.
  package var workers: Int
  /// Whether time stands still.
  package var isPaused = false

  /// The orders of a round.
  package init(_ settings: KnobSettings) {
    speed = settings.speed
    joins = settings.choice("rule") == "join"
    size = settings.size
    task = settings.daemonTask
    isBuffered = settings.choice("flush") == "end"
    workers = settings.workers
  }

  /// Reads them back; `nil` if these are none.
  package init?(words: [String]) {
    guard
      words.count == 7, let speed = Double(words[0]), let size = DurationText.parse(words[2]),
      let task = DurationText.parse(words[3]), let workers = Int(words[4]), workers > 0
    else { return nil }
    self.speed = speed
    joins = words[1] == "join"
    (self.size, self.task, self.workers) = (size, task, workers)
    isBuffered = words[5] == "end"
    isPaused = words[6] == "pause"
  }

  /// As words of a command line.
  package var words: [String] {
    let (size, task) = (DurationText.exact(size), DurationText.exact(task))
    let rule = joins ? "join" : "exit"
    let flush = isBuffered ? "end" : "line"
    return ["\(speed)", rule, size, task, "\(workers)", flush, isPaused ? "pause" : "go"]
  }

  /// Follows the knobs that act within a round; how many workers there are is not among them.
  package mutating func follow(_ settings: KnobSettings) {
    let new = DaemonOrders(settings)
    (speed, joins, task) = (new.speed, new.joins, new.task)
    isBuffered = new.isBuffered
  }
}

extension KnobSettings {
  /// How long a daemon takes, in the run's time.
  package var daemonTask: Duration {
    if case .duration(let duration) = self["task"] { duration } else { .zero }
  }
}
