// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Tasks that a worker has taken from its pool's queue at once and not yet started, oldest first.
///
/// Its worker takes from it without the queue's lock. It is filled by its worker and emptied by
/// anybody, both under the lock, so that whoever holds that may take back what others hold: nothing
/// lies here out of reach.
@safe
struct Hand: ~Copyable, @unchecked Sendable {
  // Safety: the three pointers belong to it alone, from init to deinit. What they point to is written by
  // the worker, under the pool's lock, while `word` says that the hand is empty, and read by whoever has
  // taken a number out of `word`, which acquires it. What lies there is Sendable.

  /// What a worker takes from its hand.
  @unsafe enum Item {
    /// With a reference that is counted by hand.
    case task(Unmanaged<FutureCore>)
    /// The number of one of a bulk's tasks; the hand holds the bulk until it is filled again.
    case part(Unmanaged<BulkTask>, Int)
  }

  /// Tasks that it can hold.
  static let capacity = 32

  /// The number of the first one in the lower half, that behind the last in the upper.
  private let word = Atomic<UInt64>(0)
  private let places = UnsafeMutablePointer<Unmanaged<FutureCore>>.allocate(capacity: capacity)
  /// Of which bulk the numbers are; otherwise they are places.
  private let bulk = UnsafeMutablePointer<Unmanaged<BulkTask>?>.allocate(capacity: 1)
  /// What is added to the numbers of a bulk's tasks: half a word is too short for a large bulk.
  private let base = UnsafeMutablePointer<Int>.allocate(capacity: 1)

  init() {
    unsafe bulk.initialize(to: nil)
    unsafe base.initialize(to: 0)
  }

  deinit {
    unsafe base.deallocate()
    unsafe places.deallocate()
    unsafe bulk.pointee?.release()
    unsafe bulk.deallocate()
  }

  /// Changes whenever something is taken or put in.
  var mark: UInt64 { borrowing get { word.load(ordering: .relaxed) } }

  /// Whether nothing is left.
  var isEmpty: Bool { borrowing get { Self.range(mark).isEmpty } }

  private static func range(_ word: UInt64) -> Range<Int> {
    Int(word & 0xffff_ffff)..<Int(word >> 32)
  }

  private static func word(_ range: Range<Int>) -> UInt64 {
    UInt64(range.lowerBound) | UInt64(range.upperBound) << 32
  }

  /// Puts in the oldest tasks of a queue, but for bulks; by the worker, under the lock, when empty.
  borrowing func fill(from queue: inout PriorityQueue<FutureCore>, upTo limit: Int) {
    if let earlier = unsafe bulk.pointee.take() { unsafe earlier.release() }
    var count = 0
    while count < min(limit, Self.capacity), queue.first?.isBulk == false,
      let item = queue.popFirst()
    {
      unsafe (places + count).initialize(to: Unmanaged.passRetained(item))
      count += 1
    }
    // Releases the places to whoever takes one.
    word.store(Self.word(0..<count), ordering: .releasing)
  }

  /// Puts tasks of a bulk in; by the worker, under the lock, when empty.
  ///
  /// An earlier bulk goes, under the lock: when the last of its tasks has ended, it has let go of
  /// everything that is somebody's.
  borrowing func fill(_ bulk: BulkTask, _ range: Range<Int>) {
    let earlier = unsafe self.bulk.pointee
    unsafe self.bulk.pointee = Unmanaged.passRetained(bulk)
    unsafe earlier?.release()
    unsafe base.pointee = range.lowerBound
    word.store(Self.word(0..<range.count), ordering: .releasing)
  }

  /// Takes the oldest task; by the worker.
  @inline(__always)
  borrowing func take() -> Item? {
    var seen = word.load(ordering: .relaxed)
    while !Self.range(seen).isEmpty {
      let (isDone, actual) = word.compareExchange(
        expected: seen,
        desired: seen + 1,
        successOrdering: .acquiring,
        failureOrdering: .relaxed
      )
      if isDone {
        let number = Self.range(seen).lowerBound
        guard let bulk = unsafe bulk.pointee else { return unsafe .task(places[number]) }
        return unsafe .part(bulk, base.pointee + number)
      }
      seen = actual
    }
    return nil
  }

  /// Takes everything back; under the lock.
  ///
  /// - Returns: what has to be put into the queue again, oldest first.
  borrowing func takeAll() -> [FutureCore] {
    var seen = word.load(ordering: .relaxed)
    while !Self.range(seen).isEmpty {
      let (isDone, actual) = word.compareExchange(
        expected: seen,
        desired: 0,
        successOrdering: .acquiring,
        failureOrdering: .relaxed
      )
      if isDone { return returned(Self.range(seen)) }
      seen = actual
    }
    return []
  }

  private borrowing func returned(_ range: Range<Int>) -> [FutureCore] {
    guard let bulk = unsafe bulk.pointee?.takeUnretainedValue() else {
      return range.map { place in unsafe places[place].takeRetainedValue() }
    }
    let first = unsafe base.pointee
    bulk.putBack(first + range.lowerBound..<first + range.upperBound)
    if bulk.isListed { return [] }
    bulk.isListed = true
    return [bulk]
  }
}
