// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Where the worker that searches is handed a task without a look at the pool's lock, or is told to
/// come and look.
///
/// The worker opens it, and polls a cache line of its own; who holds the lock puts something in.
@safe
struct Mailbox: ~Copyable {
  /// What has become of an attempt to reach the worker.
  typealias Reach = PoolStateMachine<FutureCore>.Reach

  private static let closed: UInt = 0
  /// Closed, and the worker has to look for work in the pool before it opens again.
  private static let summoned: UInt = 1
  private static let open: UInt = 2
  // Any other word is the address of a task, with a reference of its own and perhaps `summoned`.

  private let word = Atomic<UInt>(closed)

  // MARK: By the worker

  /// Lets tasks come; `false` if the worker is wanted elsewhere.
  borrowing func open() -> Bool {
    word.compareExchange(
      expected: Self.closed,
      desired: Self.open,
      ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Whether nothing has come yet.
  var isStillOpen: Bool {
    @inline(__always) borrowing get { word.load(ordering: .relaxed) == Self.open }
  }

  /// Lets nothing more come.
  ///
  /// - Returns: what has come, and whether the worker has to look for work in the pool.
  borrowing func close() -> (item: Unmanaged<FutureCore>?, isSummoned: Bool) {
    // Acquires the task.
    let word = word.exchange(Self.closed, ordering: .acquiringAndReleasing)
    return unsafe (Self.item(word), word & Self.summoned != 0)
  }

  /// Forgets that it was told to come; under the lock, where it has come to.
  borrowing func reset() { word.store(Self.closed, ordering: .relaxed) }

  private static func item(_ word: UInt) -> Unmanaged<FutureCore>? {
    let address = word & ~summoned
    guard address > open, let pointer = unsafe UnsafeRawPointer(bitPattern: address) else {
      return nil
    }
    return unsafe Unmanaged.fromOpaque(pointer)
  }

  // MARK: Under the lock

  /// Hands the worker a task if it waits for one, or tells it to come.
  borrowing func reach(_ item: FutureCore?) -> Reach {
    var seen = word.load(ordering: .relaxed)
    while true {
      // With its reference from the first moment: the worker may be done with it at once.
      let handed = unsafe seen == Self.open ? item.map { unsafe Unmanaged.passRetained($0) } : nil
      let next = unsafe handed.map(Self.address) ?? (seen == Self.open ? 0 : seen) | Self.summoned
      let (isDone, actual) = word.compareExchange(
        expected: seen,
        desired: next,
        ordering: .acquiringAndReleasing
      )
      guard isDone else {
        unsafe handed?.release()
        seen = actual
        continue
      }
      if unsafe handed != nil { return .handed }
      return seen == Self.open ? .coming : .busy
    }
  }

  private static func address(_ item: Unmanaged<FutureCore>) -> UInt {
    unsafe UInt(bitPattern: item.toOpaque())
  }

  /// Tells the worker to come, and takes back what it has not seen yet.
  ///
  /// - Returns: that task, and whether the worker comes at once.
  borrowing func recall() -> (item: FutureCore?, isComing: Bool) {
    let word = word.exchange(Self.summoned, ordering: .acquiringAndReleasing)
    let item = unsafe Self.item(word)?.takeRetainedValue()
    return (item, item != nil || word == Self.open)
  }
}
