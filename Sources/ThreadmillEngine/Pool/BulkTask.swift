// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// All the tasks of one ``ClosurePool/map(_:chunkSize:name:upTo:_:)``, which differ only in a number.
///
/// One object and one place in the queue for all of them. It stays at its place until the last of them
/// is taken, so that they start in their turn, and each counts as a task.
@safe
@usableFromInline
final class BulkTask: FutureCore, @unchecked Sendable {
  // Safety: of what it adds, the variables are touched only under the lock of the pool in whose queue it
  // lies, and the closure in `body` is itself Sendable and released once, by whoever ends the last task.

  /// Works off a range of the inputs.
  @usableFromInline typealias Work =
    @Sendable (_ range: Range<Int>, _ context: borrowing WorkContext) -> TaskEnding

  /// Tasks in it.
  let total: Int
  private let inputCount: Int
  private let chunkSize: Int
  /// Carries the closure, whose references are counted by hand too.
  private final class Body {
    let work: Work
    init(_ work: @escaping Work) { self.work = work }
  }

  // Safety: used only by whoever works off a task, and dropped by whoever ends the last of them. Counted
  // by hand: two workers that count the same references slow each other down threefold.
  private let body: Unmanaged<Body>
  // Under the pool's lock.
  private var next = 0
  private var putBack: [Range<Int>] = []
  /// Whether it lies in the queue.
  var isListed = true

  private let ended = Atomic<Int>(0)
  /// Why the pool has not run what it has taken, if it is broken.
  private let rejection = Guarded<String?>(nil)
  /// The tasks that have not brought all their outputs, in the order in which they ended.
  private let incomplete = Guarded<[Range<Int>]>([])

  /// - Parameters:
  ///   - inputCount: 1 or more.
  ///   - chunkSize: 1 or more.
  ///   - name: of every task.
  ///   - work: works off the inputs of one task.
  init(inputCount: Int, chunkSize: Int, name: String?, _ work: @escaping Work) {
    self.inputCount = inputCount
    self.chunkSize = min(chunkSize, inputCount)
    total = (inputCount - 1) / self.chunkSize + 1
    unsafe body = Unmanaged.passRetained(Body(work))
    super.init(name: name, isBulk: true) { core, duty in
      // It is never run as a whole, and kept from running only where a pool has refused it.
      guard case .end = duty else { return .cancelled }
      let bulk = unsafe unsafeDowncast(core, to: BulkTask.self)
      unsafe bulk.body.release()
      bulk.announce()
      return .cancelled
    }
  }

  /// The inputs of tasks that follow each other.
  private func inputs(of tasks: Range<Int>) -> Range<Int> {
    tasks.lowerBound
      * chunkSize..<(tasks.upperBound == total ? inputCount : tasks.upperBound * chunkSize)
  }

  // MARK: Under the pool's lock

  /// Tasks that nobody has taken.
  var left: Int { putBack.reduce(total - next) { $0 + $1.count } }

  /// Takes tasks that follow each other; none if there are none.
  func take(upTo limit: Int) -> Range<Int> {
    start()
    if let range = putBack.popLast() {
      let taken = range.prefix(limit)
      if taken.count < range.count { putBack.append(taken.endIndex..<range.endIndex) }
      return taken
    }
    let taken = next..<min(total, next + limit)
    next = taken.upperBound
    return taken
  }

  /// Gives tasks back that were taken and not started.
  func putBack(_ range: Range<Int>) { putBack.append(range) }

  // MARK: By workers

  /// Works off one task.
  func run(_ task: Int, _ context: borrowing WorkContext) -> TaskEnding {
    let range = inputs(of: task..<task + 1)
    let ending = unsafe body._withUnsafeGuaranteedRef { $0.work(range, context) }
    if ending != .finished { incomplete.withLock { $0.append(range) } }
    return ending
  }

  /// Notes that tasks will not run, for a reason if they were not just cancelled.
  func abandon(_ tasks: Range<Int>, _ reason: String?) {
    guard !tasks.isEmpty else { return }
    incomplete.withLock { $0.append(inputs(of: tasks)) }
    if let reason { rejection.withLock { $0 = reason } }
  }

  /// Counts tasks that have ended; whoever ends the last one lets everybody know.
  func end(_ count: Int) {
    // Acquires what other workers have done, for whoever sees the end.
    let before = ended.wrappingAdd(count, ordering: .acquiringAndReleasing).oldValue
    guard before + count == total else { return }
    unsafe body.release()
    if publish() { runNotices() }
  }

  // MARK: After the end

  /// Tells after the end what befell the first input in input order for which there is no output, and
  /// in that case destroys the other outputs.
  func settle<Output, Failure: Error>(
    _ outputs: MapOutputs<Output, Failure>
  ) -> TaskError<Failure>? {
    if wasTakenByNobody { return wayItNeverRan() }
    let incomplete = incomplete.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
    guard let first = incomplete.first else { return nil }
    var complete = 0
    for range in incomplete {
      unsafe (outputs.base + complete).deinitialize(count: range.lowerBound - complete)
      complete = range.upperBound
    }
    unsafe (outputs.base + complete).deinitialize(count: inputCount - complete)
    if let failure = outputs.firstFailure.error(in: first) { return failure }
    return rejection.withLock { $0 }.map { .rejected(reason: $0) } ?? .cancelled
  }
}
