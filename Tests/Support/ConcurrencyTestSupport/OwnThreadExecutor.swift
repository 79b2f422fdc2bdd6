// SPDX-License-Identifier: Apache-2.0

/// Runs each job on a new thread that may block as long as it likes.
final class OwnThreadExecutor: TaskExecutor {
  /// The threads that nobody has joined, and whether their jobs are over.
  private let threads = Monitor<[(thread: PlainThread, end: Gate)]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    // The job may end, and with it the last reference to this executor, before this call returns;
    // and whoever joins must find the thread.
    let retained = Unmanaged.passRetained(self)
    threads.withLock { threads in
      // A thread that nobody has joined keeps its stack: a test of many jobs would have no room for more.
      threads.removeAll { earlier in
        guard earlier.end.isOpen else { return false }
        earlier.thread.join()
        return true
      }
      let end = Gate()
      let thread = PlainThread {
        job.runSynchronously(on: executor)
        end.open()
      }
      threads.append((thread, end))
    }
    retained.release()
  }

  /// Waits for the last instruction of every thread; call it when nothing is left to run.
  func join() {
    let threads = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for (thread, _) in threads { thread.join() }
  }
}
