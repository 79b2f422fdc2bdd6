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

  /// A ring that stands.
  private struct Standing {
    var cycle: WaitCycle
    /// When it is to be opened by the run's clock; `nil` if it opens by itself.
    var until: Duration?
    /// Orders of the round before it was found.
    var orderCount: Int

    /// The numbers of those who are in it.
    var members: [Int] {
      cycle.links.compactMap { $0.thread.name.split(separator: "-").last.flatMap { Int($0) } }
    }
  }

  private let stage: DemoStage
  private let crew: Crew<Int>
  private let table: DiningTable
  private var watch = DeadlockWatch()
  private var standing: Standing?

  /// How many waited in each ring that was found.
  private(set) var rings: [Int] = []
  /// The numbers of those who were stopped.
  private(set) var victims: [Int] = []
  /// The numbers of those who were in a ring when the knob asked them to stop.
  private(set) var leavers: [Int] = []
  /// What is shown of it; read by any thread.
  let word = Guarded("none so far")

  init(_ stage: DemoStage, _ crew: Crew<Int>, _ table: DiningTable) {
    self.stage = stage
    self.crew = crew
    self.table = table
  }

  /// Waits for all philosophers to end, and keeps watch meanwhile.
  ///
  /// - Throws: `CancellationError` if the run was stopped.
  func joinAll() throws(CancellationError) -> CrewOutcome<Int> {
    var ends: [CrewOutcome<Int>.End] = []
    while let (number, thread) = try crew.next() {
      ends.append(CrewOutcome.End(number, joining: try join(thread)))
    }
    // Nobody is left to stand in it.
    if let ring = standing { opened(ring) }
    return CrewOutcome(orders: crew.orders, ends: ends)
  }

  private func join(_ thread: Crew<Int>.Member) throws(TaskError<CancellationError>) -> Int {
    while true {
      if let meals = try thread.join(upTo: Self.look) { return meals }
      // Stands still with the run, so that a pause costs nothing; a stop ends the thread, too.
      try? stage.pace.sleep(for: .zero)
      lookAround()
    }
  }

  private func lookAround() {
    let found = watch.look(at: table.primitives)
    if let ring = standing, !watch.stands(ring.cycle) { opened(ring) }
    for cycle in found { closed(cycle) }
    guard let ring = standing, let until = ring.until, stage.now >= until else { return }
    open(ring)
  }

  private func closed(_ cycle: WaitCycle) {
    rings.append(cycle.links.count)
    let size = Phrase.count(cycle.links.count, "thread")
    word.withLock { $0 = "\(size) in a ring, nobody can go on" }
    stage.print("Deadlock: \(size) in a ring")
    for (link, next) in zip(cycle.links, cycle.links.dropFirst() + cycle.links.prefix(1)) {
      stage.print(" \(link.thread.name) waits for \(link.waitsFor), held by \(next.thread.name)")
    }
    // A timeout opens it without help.
    let stand = min(Self.longestStand, stage.real(stage.size * 4))
    let until = table.cure == .timeout ? nil : stage.now + stand
    standing = Standing(cycle: cycle, until: until, orderCount: crew.orders.count)
  }

  /// Stops the one of the highest number: its fork is laid down, and the others can go on.
  private func open(_ ring: Standing) {
    // One who was asked to leave meanwhile is about to open it.
    guard leaver(of: ring) == nil else { return }
    guard let victim = ring.members.max(), crew.cancel(victim) else { return }
    standing = nil
    victims.append(victim)
    let name = DiningTable.name(of: victim)
    word.withLock { $0 = "\(name) was stopped to open a ring" }
    stage.print("\(name) is stopped: it lays its fork down")
  }

  /// Says why a ring stands no more that nobody here has opened.
  private func opened(_ ring: Standing) {
    standing = nil
    let leaver = leaver(of: ring)
    if let leaver { leavers.append(leaver) }
    let reason =
      leaver.map { "\(DiningTable.name(of: $0)) left and opened a ring" }
      ?? (table.cure == .timeout ? "a timeout opened a ring" : "a ring opened by itself")
    word.withLock { $0 = reason }
  }

  /// The first one in the ring whom the knob has asked to stop since it was found.
  private func leaver(of ring: Standing) -> Int? {
    let members = ring.members
    return crew.orders.dropFirst(ring.orderCount).lazy
      .compactMap { order -> Int? in
        if case .cancel(let number) = order, members.contains(number) { number } else { nil }
      }
      .first
  }
}
