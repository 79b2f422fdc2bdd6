// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// A worker that waits, inside a task, for other tasks of its pool.
///
/// It runs exactly those for which it waits, if they have not started, and nothing else. So a task that
/// waits for its children cannot keep them from running, and it never gets into a stranger's task, which
/// might take a lock that its own thread holds (rayon #592 has that story).
@safe
struct PoolHelper {
  /// What has come of the attempt to help.
  enum Help: Hashable {
    /// There is nothing to help with.
    case none
    /// The task must not start yet, because its pool is paused.
    case later
    /// The task has been run, or one of its parts.
    case given
  }

  // Safety: the role lies on the stack of the thread that asks, further up.
  private let role: UnsafePointer<WorkerRole>

  /// The calling thread, if it is a worker with a task in its hands.
  static var current: PoolHelper? {
    guard let role = unsafe tm_current_worker() else { return nil }
    return unsafe PoolHelper(role: UnsafePointer(role.assumingMemoryBound(to: WorkerRole.self)))
  }

  /// Runs a task if it lies in the queue of a pool whose worker this thread is.
  func help(_ core: FutureCore) -> Help {
    guard let queue = unsafe core.queueAddress else { return .none }
    var next: UnsafePointer<WorkerRole>? = unsafe role
    while let here = unsafe next {
      if let (pool, slot) = unsafe here.pointee.worker(of: queue) {
        return pool.help(core, as: slot)
      }
      unsafe next = here.pointee.outer
    }
    return .none
  }

  /// Runs the first of several tasks with which it can help.
  static func help(withAnyOf cores: some Sequence<FutureCore>) -> Help {
    guard let helper = current else { return .none }
    var best = Help.none
    for core in cores {
      switch helper.help(core) {
      case .given: return .given
      case .later: best = .later
      case .none: break
      }
    }
    return best
  }

  /// When to look again at a pool that is paused.
  static func nextLook(before deadline: Deadline?) -> Deadline {
    let next = Deadline(after: .milliseconds(20))
    return deadline.map { $0.nanoseconds < next.nanoseconds ? $0 : next } ?? next
  }
}
