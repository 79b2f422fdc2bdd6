// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// Forks in a ring, one between two seats; who comes later shares the seat of somebody else.
final class DiningTable: Sendable {
  let cure: DiningCure
  let forks: [Fork]
  private let arbiter: Semaphore
  private let eaten = Atomic<Int>(0)
  private let backedOff = Atomic<Int>(0)

  /// Lays a table.
  ///
  /// - Parameters:
  ///   - seats: 1 or more; one alone has two forks nevertheless.
  ///   - cure: how they take their forks.
  /// - Throws: never, because the number of permits is in its range.
  init(seats: Int, _ cure: DiningCure) throws(SyncError) {
    self.cure = cure
    forks = (0..<max(2, seats)).map { Fork($0) }
    arbiter = try Semaphore(permits: forks.count - 1, name: "arbiter")
  }

  /// What the philosopher of that number is called.
  static func name(of number: Int) -> String { "Philosopher-\(number)" }

  /// Meals eaten so far.
  var mealCount: Int { eaten.load(ordering: .relaxed) }
  /// Forks laid down again because the second one was taken.
  var backOffCount: Int { backedOff.load(ordering: .relaxed) }
  /// Times that two had the same fork.
  var clashCount: Int { forks.reduce(0) { $0 + $1.clashCount } }

  /// The forks, and the arbiter where it is asked.
  var primitives: [SyncSnapshot] {
    let arbiter = cure == .arbiter ? arbiter.snapshot() : nil
    return (forks.map { $0.snapshot() } + [arbiter]).compactMap(\.self)
  }

  // MARK: A meal

  /// Takes both forks, eats, and lays them down.
  ///
  /// - Parameters:
  ///   - seat: the philosopher's number; above the number of seats it shares one.
  ///   - stage: in whose time it is eaten.
  ///   - context: of the philosopher's task.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; no fork is held then.
  func eat(
    at seat: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    let places = (left: seat % forks.count, right: (seat + 1) % forks.count)
    let (left, right) = (forks[places.left], forks[places.right])
    switch cure {
    case .none:
      try eat(with: left, then: right, seat, stage, context)
    case .order:
      let (lower, higher) = places.left < places.right ? (left, right) : (right, left)
      try eat(with: lower, then: higher, seat, stage, context)
    case .arbiter:
      try arbiter.acquire(in: context)
      defer { arbiter.release() }
      try eat(with: left, then: right, seat, stage, context)
    case .tryLock, .timeout:
      var tries = 0
      while try !eatUnlessTaken(left, right, seat, stage, context) {
        backedOff.wrappingAdd(1, ordering: .relaxed)
        tries += 1
        stage.note("laid its fork down", worker: seat)
        // Neighbours come back at different times, or they would meet again for ever.
        try stage.liveWork(0.5 * Double(1 + (seat + tries) % forks.count), context)
      }
    }
  }

  private func eat(
    with first: Fork,
    then second: Fork,
    _ seat: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    try first.take(context)
    defer { first.layDown() }
    stage.note("has \(first.name)", worker: seat)
    // The moment in which the neighbours do the same.
    try stage.liveWork(1, context)
    try second.take(context)
    defer { second.layDown() }
    try eatUp(seat, stage, context)
  }

  /// - Returns: whether both forks could be had.
  private func eatUnlessTaken(
    _ first: Fork,
    _ second: Fork,
    _ seat: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) -> Bool {
    try first.take(context)
    defer { first.layDown() }
    stage.note("has \(first.name)", worker: seat)
    try stage.liveWork(1, context)
    let isFree =
      cure == .tryLock
      ? second.tryTake() : try second.take(upTo: 2, as: Self.name(of: seat), stage, context)
    guard isFree else { return false }
    defer { second.layDown() }
    try eatUp(seat, stage, context)
    return true
  }

  private func eatUp(
    _ seat: Int,
    _ stage: DemoStage,
    _ context: borrowing WorkContext
  ) throws(CancellationError) {
    stage.note("eats", worker: seat)
    try stage.liveWork(1, context)
    eaten.wrappingAdd(1, ordering: .relaxed)
  }
}
