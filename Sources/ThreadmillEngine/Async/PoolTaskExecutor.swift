// SPDX-License-Identifier: Apache-2.0

/// Lets Swift's asynchronous code run on the threads of a ``ThreadPool``.
///
/// ```swift
/// let pool = try ThreadPool(workers: 4)
/// let executor = pool.taskExecutor
/// let page = Task(executorPreference: executor) { try await render(document) }
/// let sizes = await withTaskExecutorPreference(executor) {
///   async let first = measure(files[0])    // a child task: on the pool as well
///   async let second = measure(files[1])
///   return await [first, second]
/// }
/// ```
///
/// Swift cuts asynchronous code into jobs, from one suspension to the next. Each job is one task of
/// the pool: it is queued behind what was submitted before, counted, shown in the lane of its
/// worker, told of in events, and held while the pool is paused. A task that is suspended occupies no
/// worker and is nothing to the pool; when it resumes, it comes back as a new job. Priorities of
/// Swift's tasks are not looked at. Code that blocks its thread is welcome here, other than on
/// Swift's own threads: make the pool as large as you want to block.
///
/// **What stays on the pool**: asynchronous functions that belong to no actor, marked `@concurrent` or
/// not; the jobs of default actors that are called from here, for as long as the calling task has
/// them run; child tasks, of groups and of `async let`. **What does not**: `Task {}` and
/// `Task.detached {}`, which start anew on Swift's own threads unless they are given the executor;
/// code of the main actor, and of actors with an executor of their own; callbacks and delegates that
/// others call.
///
/// **The end of the pool.** A job must run somewhere, or what awaits it is suspended for ever. From the
/// moment at which the pool is shut down, jobs run on Swift's own threads, where they would be
/// without this executor, and count as rejected by the pool; those that a cancelling shutdown finds
/// in the queue go there too, and count as cancelled. A draining one works them off, but does not wait
/// for tasks that are suspended. Swift's tasks are cancelled by nobody but their owner.
///
/// **A pool with a ``QueueLimit``** is no good home for jobs: where there is no room, its policy acts on
/// them as on any task, and to block, or to run the job at once, falls to whichever thread has made it
/// ready. Jobs that it drops or rejects run on Swift's own threads.
///
/// It holds the pool, and each job holds it. When everybody has let go, the pool ends as one does
/// to which nobody holds a reference.
///
/// When not to use it: for closures that neither suspend nor call asynchronous code, which
/// `submit` of the pool itself runs faster and whose future tells more; and it is no serial
/// executor, two jobs may run at once.
///
/// Memory ordering: what was done before a job was made ready is visible to the job, and its writes
/// to whatever the same task does next, be it on the pool or elsewhere.
public final class PoolTaskExecutor: TaskExecutor {
  /// The pool on whose threads the jobs run.
  public let pool: ThreadPool
  /// What its jobs are called beside their worker and in events, if anything.
  public let name: String?

  /// Makes an executor; each is another one to Swift, also if it has the same pool.
  ///
  /// - Parameters:
  ///   - pool: shared with whoever else submits to it, and kept.
  ///   - name: of every job; costs each of them one object more.
  public init(_ pool: ThreadPool, name: String? = nil) {
    self.pool = pool
    self.name = name
  }

  /// Hands a job to the pool, or to Swift's own threads if the pool takes no more; Swift calls it.
  ///
  /// - Parameter job: the next piece of a task; runs exactly once.
  /// - Complexity: O(1) and one object, without a wait for the job unless the pool's queue is
  ///   limited and full. It takes the lock of the pool.
  ///
  /// Memory ordering: everything done before this call is visible to the job.
  public func enqueue(_ job: consuming ExecutorJob) {
    let task = JobTask(job, on: self)
    // Held here: the job may end, and with it the last reference to the executor and to its pool,
    // before this call does.
    withExtendedLifetime(task) {
      // Whoever refuses it ends it, and so it runs elsewhere.
      _ = pool.storage.acceptUnseen(task)
    }
  }

  /// This executor as the runtime knows it.
  ///
  /// - Returns: a reference that keeps nothing alive.
  public func asUnownedTaskExecutor() -> UnownedTaskExecutor {
    unsafe UnownedTaskExecutor(ordinary: self)
  }
}
