// SPDX-License-Identifier: Apache-2.0

/// A piece of a Swift task, from one suspension to the next, as a task of a pool.
///
/// One object for each, without a closure.
final class JobTask: FutureCore, @unchecked Sendable {
  // Safety: a subclass has to restate it; this one adds only constants that are Sendable themselves.

  /// Run by whoever starts or ends the task, and only one can.
  private let job: UnownedJob
  // Held, because Swift does not say that an executor lives until its last job has come back from it.
  private let executor: PoolTaskExecutor

  init(_ job: consuming ExecutorJob, on executor: PoolTaskExecutor) {
    self.job = UnownedJob(job)
    self.executor = executor
    super.init(name: executor.name) { core, duty in
      let task = unsafe unsafeDowncast(core, to: JobTask.self)
      switch duty {
      case .run:
        unsafe task.job.runSynchronously(on: task.executor.asUnownedTaskExecutor())
        return .finished
      case .end:
        task.runElsewhere()
        task.announce()
      case .free: break
      }
      return .cancelled
    }
  }

  /// Runs the job on Swift's own threads, because the pool will not.
  ///
  /// Not on the calling thread, which may hold locks that the job takes, or be the main one.
  func runElsewhere() { globalConcurrentExecutor.enqueue(job) }
}
