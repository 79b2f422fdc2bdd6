// SPDX-License-Identifier: Apache-2.0

/// Runs each job on a new thread that may block as long as it likes.
final class OwnThreadExecutor: TaskExecutor {
  private let threads = Monitor<[PlainThread]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    // The job may end, and with it the last reference to this executor, before this call returns;
    // and whoever joins must find the thread.
    let retained = Unmanaged.passRetained(self)
    threads.withLock { $0.append(PlainThread { job.runSynchronously(on: executor) }) }
    retained.release()
  }

  /// Waits for the last instruction of every thread; call it when nothing is left to run.
  func join() {
    let threads = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in threads { thread.join() }
  }
}
