// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// Whose worker the calling thread is, kept in a word of the thread itself.
///
/// The roles of one thread are chained: a task of one pool may run a task of another on its own
/// thread.
@unsafe struct WorkerRole {
  // Unretained: both live as long as the role is played.
  private let pool: Unmanaged<PoolStorage>
  private let slot: Unmanaged<WorkerSlot>?
  /// The role that is played around this one.
  let outer: UnsafePointer<WorkerRole>?

  /// Whether the calling thread is nobody's worker.
  @inline(__always)
  static var isNone: Bool { unsafe tm_current_worker() == nil }

  /// Runs `body` while the calling thread counts as one of the pool's workers.
  ///
  /// - Parameters:
  ///   - pool: the pool.
  ///   - slot: where the worker writes what it does; `nil` if it is none, and only counts as one.
  ///   - body: what to do.
  static func play(in pool: PoolStorage, as slot: WorkerSlot?, _ body: () -> Void) {
    let outer = unsafe tm_current_worker()
    var role = unsafe WorkerRole(
      pool: .passUnretained(pool),
      slot: slot.map { unsafe .passUnretained($0) },
      outer: outer.map { unsafe UnsafePointer($0.assumingMemoryBound(to: WorkerRole.self)) }
    )
    unsafe withUnsafeMutablePointer(to: &role) { role in
      unsafe tm_set_current_worker(role)
      if let slot { slot.asCurrent(body) } else { body() }
    }
    unsafe tm_set_current_worker(outer)
  }

  /// The pool of that address and its worker, if this is one of its roles.
  func worker(of address: UnsafeRawPointer) -> (pool: PoolStorage, slot: WorkerSlot)? {
    guard unsafe UnsafeRawPointer(pool.toOpaque()) == address, let slot = unsafe slot else {
      return nil
    }
    return unsafe (pool.takeUnretainedValue(), slot.takeUnretainedValue())
  }

  /// Whether the calling thread runs a task of the pool, be it inside another pool's task.
  static func isPlayed(in pool: PoolStorage) -> Bool {
    let wanted = unsafe Unmanaged.passUnretained(pool).toOpaque()
    var next = unsafe tm_current_worker().map {
      unsafe UnsafePointer($0.assumingMemoryBound(to: WorkerRole.self))
    }
    while let here = unsafe next {
      if unsafe here.pointee.pool.toOpaque() == wanted { return true }
      unsafe next = here.pointee.outer
    }
    return false
  }
}
