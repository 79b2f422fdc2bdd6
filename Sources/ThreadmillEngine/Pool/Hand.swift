// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Tasks that a worker has taken from its pool's queue at once and not yet started, oldest first.
///
/// Only where tasks are so short that the queue's lock would show. Its worker takes from it without
/// the lock. It is filled by its worker and emptied by anybody, both under the lock, so that whoever
/// holds that may take back what others hold: nothing lies here out of reach.
@safe
struct Hand: ~Copyable, @unchecked Sendable {
  /// Tasks that it can hold.
  static let capacity = 32

  /// The place of the first task in the lower half, one behind the last in the upper.
  private let word = Atomic<UInt32>(0)
  // Safety: a place is written under the pool's lock by the worker, and read by whoever has taken it
  // out of `word`. It is written again only after `word` was seen empty, under the same lock.
  private let places = UnsafeMutablePointer<Unmanaged<FutureCore>>.allocate(capacity: capacity)

  deinit { unsafe places.deallocate() }

  /// Changes whenever something is taken or put in.
  var mark: UInt32 { borrowing get { word.load(ordering: .relaxed) } }

  /// Whether nothing is left.
  var isEmpty: Bool { borrowing get { Self.count(mark) == 0 } }

  private static func first(_ word: UInt32) -> UInt32 { word & 0xffff }
  private static func count(_ word: UInt32) -> UInt32 { (word >> 16) &- (word & 0xffff) }

  /// Puts tasks in, as many as fit, until there are none; by the worker, under the lock, when empty.
  borrowing func fill(_ next: () -> FutureCore?) {
    var count: UInt32 = 0
    while count < Self.capacity, let item = next() {
      unsafe (places + Int(count)).initialize(to: Unmanaged.passRetained(item))
      count += 1
    }
    // Releases the places to whoever takes one.
    word.store(count << 16, ordering: .releasing)
  }

  /// Takes the oldest task, and with it a reference that is counted by hand; by the worker.
  @inline(__always)
  borrowing func take() -> Unmanaged<FutureCore>? {
    var seen = word.load(ordering: .relaxed)
    while Self.count(seen) > 0 {
      let (isDone, actual) = word.compareExchange(
        expected: seen,
        desired: seen + 1,
        successOrdering: .acquiring,
        failureOrdering: .relaxed
      )
      if isDone { return unsafe places[Int(Self.first(seen))] }
      seen = actual
    }
    return nil
  }

  /// Takes everything, oldest first; under the lock.
  borrowing func takeAll() -> [FutureCore] {
    var seen = word.load(ordering: .relaxed)
    while Self.count(seen) > 0 {
      let (isDone, actual) = word.compareExchange(
        expected: seen,
        desired: 0,
        successOrdering: .acquiring,
        failureOrdering: .relaxed
      )
      if isDone {
        let places = Int(Self.first(seen))..<Int(seen >> 16)
        return places.map { place in unsafe self.places[place].takeRetainedValue() }
      }
      seen = actual
    }
    return []
  }
}
