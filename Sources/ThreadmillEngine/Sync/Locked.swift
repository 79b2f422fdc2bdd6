// SPDX-License-Identifier: Apache-2.0

/// A value behind a lock, for the paths that every task takes.
///
/// Where a class would check at run time that nobody else is at its property (10 ns each time), the
/// lock has seen to it. Unlike ``Guarded`` it says nothing of what leaves it: its owner does. Lock and
/// value begin on a cache line of their own, so that a processor which wants both waits once.
@safe
struct Locked<State>: ~Copyable, @unchecked Sendable {
  // Safety: the memory belongs to it alone; a `BareLock` lies at its beginning and a `State` behind that, from
  // init to deinit. The state is touched only between acquire and release of the lock.

  /// Two lines, because processors fetch them in pairs.
  private static var alignment: Int { 128 }
  /// Behind the lock, as a property would be.
  ///
  /// Each is reached by an address of its own: ThreadSanitizer takes the change of one part of a value
  /// behind a pointer for a change of its first word.
  private static var stateOffset: Int {
    let alignment = MemoryLayout<State>.alignment
    return (MemoryLayout<BareLock>.size + alignment - 1) / alignment * alignment
  }

  private let place: UnsafeMutableRawPointer

  private var lock: UnsafeMutablePointer<BareLock> {
    @inline(__always) borrowing get { unsafe place.assumingMemoryBound(to: BareLock.self) }
  }

  private var state: UnsafeMutablePointer<State> {
    @inline(__always) borrowing get {
      unsafe (place + Self.stateOffset).assumingMemoryBound(to: State.self)
    }
  }

  init(_ state: State) {
    unsafe place = .allocate(
      byteCount: Self.stateOffset + MemoryLayout<State>.size,
      alignment: Self.alignment
    )
    unsafe place.initializeMemory(as: BareLock.self, to: BareLock())
    unsafe (place + Self.stateOffset).initializeMemory(as: State.self, to: state)
  }

  deinit {
    unsafe state.deinitialize(count: 1)
    unsafe lock.deinitialize(count: 1)
    unsafe place.deallocate()
  }

  /// Runs `body` on the value while holding the lock.
  ///
  /// - Parameter body: short, without foreign code; it must not take this lock again.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  @inline(__always)
  borrowing func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe lock.pointee.acquire()
    defer { unsafe lock.pointee.release() }
    return try unsafe body(&state.pointee)
  }

  /// Sleeps until `condition` holds; it is asked again after every notification of `changed`.
  ///
  /// - Returns: `false` if `deadline` has passed first.
  borrowing func wait(
    for changed: borrowing BareCondition,
    until deadline: Deadline?,
    _ condition: (inout State) -> Bool
  ) -> Bool {
    unsafe lock.pointee.acquire()
    defer { unsafe lock.pointee.release() }
    while unsafe !condition(&state.pointee) {
      if deadline?.hasPassed == true { return false }
      _ = unsafe changed.wait(releasing: lock.pointee, until: deadline)
    }
    return true
  }
}
