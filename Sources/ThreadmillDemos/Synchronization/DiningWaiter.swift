// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// Watches over the philosophers while their round waits for them: finds a ring, says who waits for
/// whom, lets it stand for a while, and opens it by stopping one of them.
final class DiningWaiter {
  /// How often it looks.
  private static let look = Duration.milliseconds(25)
  /// How long a ring may stand to be looked at, at most.
  private static let longestStand = Duration.seconds(3)

  private let stage: DemoStage
  private let crew: Crew<Int>
  private let table: DiningTable
  private var watch = DeadlockWatch()
  /// A ring that stands, and when it is to be opened by the run's clock.
  private var standing: (cycle: WaitCycle, until: Duration)?

  /// How many waited in each ring that was found.
  private(set) var rings: [Int] = []
  /// The numbers of those who were stopped.
  private(set) var victims: [Int] = []
  /// What is shown of it; read by any thread.
  let word = Guarded("none so far")

  init(_ stage: DemoStage, _ crew: Crew<Int>, _ table: DiningTable) {
    self.stage = stage
    self.crew = crew
    self.table = table
  }

  /// Joins a philosopher, and keeps watch meanwhile.
  func join(_ thread: Crew<Int>.Member) throws(TaskError<CancellationError>) -> Int {
    while true {
      if let meals = try thread.join(upTo: Self.look) { return meals }
      // Stands still with the run, so that a pause costs nothing; a stop ends the thread, too.
      try? stage.pace.sleep(for: .zero)
      lookAround()
    }
  }

  private func lookAround() {
    for cycle in watch.look(at: table.primitives) { found(cycle) }
    guard let (cycle, until) = standing, stage.now >= until else { return }
    standing = nil
    open(cycle)
  }

  private func found(_ cycle: WaitCycle) {
    rings.append(cycle.links.count)
    let size = Phrase.count(cycle.links.count, "thread")
    word.withLock { $0 = "\(size) in a ring, nobody can go on" }
    stage.print("Deadlock: \(size) in a ring")
    for (link, next) in zip(cycle.links, cycle.links.dropFirst() + cycle.links.prefix(1)) {
      stage.print(" \(link.thread.name) waits for \(link.waitsFor), held by \(next.thread.name)")
    }
    // A timeout opens it without help.
    guard table.cure != .timeout else { return }
    standing = (cycle, stage.now + min(Self.longestStand, stage.real(stage.size * 4)))
  }

  /// Stops the one of the highest number: its fork is laid down, and the others can go on.
  private func open(_ cycle: WaitCycle) {
    let numbers = cycle.links.compactMap { link in
      link.thread.name.split(separator: "-").last.flatMap { Int($0) }
    }
    guard let victim = numbers.max(), crew.cancel(victim) else { return }
    victims.append(victim)
    word.withLock { $0 = "Philosopher-\(victim) was stopped to open a ring" }
    stage.print("Philosopher-\(victim) is stopped: it lays its fork down")
  }
}
