// SPDX-License-Identifier: Apache-2.0

/// What the child process of the daemon demo is to do, as it stands on its command line.
package struct DaemonOrders: Sendable, Hashable {
  /// Paced seconds for each real one.
  package var speed: Double
  /// Whether main waits for its threads before it ends.
  package var joins: Bool
  /// How long main goes on, in the run's time.
  package var size: Duration
  /// How long a daemon takes, in the run's time.
  package var task: Duration
  /// How many daemons there are.
  package var workers: Int

  /// The orders of a round.
  package init(_ settings: KnobSettings) {
    speed = settings.speed
    joins = settings.choice("rule") == "join"
    size = settings.size
    task = settings.daemonTask
    workers = settings.workers
  }

  /// Reads them back; `nil` if these are none.
  package init?(words: [String]) {
    guard
      words.count == 5, let speed = Double(words[0]), let size = DurationText.parse(words[2]),
      let task = DurationText.parse(words[3]), let workers = Int(words[4]), workers > 0
    else { return nil }
    self.speed = speed
    joins = words[1] == "join"
    (self.size, self.task, self.workers) = (size, task, workers)
  }

  /// As words of a command line.
  package var words: [String] {
    let (size, task) = (DurationText.exact(size), DurationText.exact(task))
    return ["\(speed)", joins ? "join" : "exit", size, task, "\(workers)"]
  }
}

extension KnobSettings {
  /// How long a daemon takes, in the run's time.
  package var daemonTask: Duration {
    if case .duration(let duration) = self["task"] { duration } else { .zero }
  }
}
