// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import ThreadmillEngine

/// Storage that belongs to the task.
extension ThreadLocalDemo {
  /// Asynchronous requests on a pool's threads: each carries its name across an `await`, after which any
  /// of the threads goes on with it.
  ///
  /// - Returns: how many there were.
  func play(
    _ stage: DemoStage,
    _ pool: ThreadPool,
    _ readings: Guarded<[NameReading]>
  ) throws -> Int {
    let count = 2 * stage.workers
    let executor = pool.taskExecutor
    let endedCount = Guarded(0)
    for id in 0..<count {
      Task(executorPreference: executor) {
        await TaskName.$current.withValue("user-\(id)") {
          await request(id, stage, pool, readings)
        }
        endedCount.withLock { $0 += 1 }
        endedCount.notifyAll()
      }
    }
    // A stop ends what they wait for, and so all of them.
    _ = endedCount.wait { $0 == count ? true : nil }
    if stage.pace.isStopped { throw CancellationError() }
    return count
  }

  private func request(
    _ id: Int,
    _ stage: DemoStage,
    _ pool: ThreadPool,
    _ readings: Guarded<[NameReading]>
  ) async {
    let (reader, kept) = ("request \(id)", "user-\(id)")
    let before = pthread_self()
    let answer = pool.submit(name: reader) { context throws(CancellationError) in
      stage.note("\(reader) awaits", worker: context.workerID)
      try stage.work(for: stage.size, context)
      stage.note("\(reader) answered", worker: context.workerID)
    }
    // Suspended, it occupies no thread.
    guard (try? await answer.value) != nil else { return }
    let found = TaskName.current
    var reading = NameReading(reader: reader, kept: kept, found: found, last: kept)
    reading.hasMoved = pthread_self() != before
    readings.withLock { [reading] in $0.append(reading) }
    stage.print(" \(reader): \(found ?? "nothing")")
    stage.handOut(found ?? "nothing")
  }
}
