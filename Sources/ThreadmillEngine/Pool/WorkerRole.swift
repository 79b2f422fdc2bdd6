// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// Whose worker the calling thread is, kept in a word of the thread itself.
///
/// The roles of one thread are chained: a task of one pool may run a task of another on its own
/// thread.
@unsafe struct WorkerRole {
  private let pool: UnsafeRawPointer
  private let outer: UnsafeMutableRawPointer?

  /// Runs `body` while the calling thread counts as one of the pool's workers.
  static func play(in pool: PoolStorage, _ body: () -> Void) {
    let outer = unsafe tm_current_worker()
    var role = unsafe WorkerRole(pool: address(of: pool), outer: outer)
    unsafe withUnsafeMutablePointer(to: &role) { role in
      unsafe tm_set_current_worker(role)
      body()
    }
    unsafe tm_set_current_worker(outer)
  }

  /// Whether the calling thread runs a task of the pool, be it inside another pool's task.
  static func isPlayed(in pool: PoolStorage) -> Bool {
    let wanted = unsafe address(of: pool)
    var next = unsafe tm_current_worker()
    while let here = unsafe next {
      let role = unsafe here.assumingMemoryBound(to: WorkerRole.self).pointee
      if unsafe role.pool == wanted { return true }
      unsafe next = role.outer
    }
    return false
  }

  private static func address(of pool: PoolStorage) -> UnsafeRawPointer {
    unsafe UnsafeRawPointer(Unmanaged.passUnretained(pool).toOpaque())
  }
}
