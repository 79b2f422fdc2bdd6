// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Runs each job on a new thread that may block as long as it likes.
final class OwnThreadExecutor: TaskExecutor {
  /// A thread, and whether its job is over.
  private final class Worker: Sendable {
    let isOver = Atomic<Bool>(false)
    let thread = Monitor<PlainThread?>(nil)
  }

  private let workers = Monitor<[Worker]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    // The job may end, and with it the last reference to this executor, before this call returns;
    // and whoever joins must find the thread.
    let retained = Unmanaged.passRetained(self)
    let worker = Worker()
    workers.withLock { workers in
      // A thread that nobody has joined keeps its stack: a test of many jobs would have no room for more.
      let ended = workers.filter { $0.isOver.load(ordering: .acquiring) }
      Self.join(ended)
      workers.removeAll { worker in ended.contains { $0 === worker } }
      worker.thread.withLock { thread in
        thread = PlainThread {
          job.runSynchronously(on: executor)
          worker.isOver.store(true, ordering: .releasing)
        }
      }
      workers.append(worker)
    }
    retained.release()
  }

  /// Waits for the last instruction of every thread; call it when nothing is left to run.
  func join() {
    Self.join(
      workers.withLock { workers in
        defer { workers = [] }
        return workers
      }
    )
  }

  private static func join(_ workers: [Worker]) {
    for worker in workers { worker.thread.withLock { $0 }?.join() }
  }
}
