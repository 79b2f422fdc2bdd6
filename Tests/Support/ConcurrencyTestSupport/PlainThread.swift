// SPDX-License-Identifier: Apache-2.0

internal import CTestWatchdog
internal import Glibc

/// A thread of the operating system that owes nothing to the code under test.
package struct PlainThread: Sendable {
  private let handle: UInt

  /// Starts a thread that runs `body` once; traps if the system refuses, because no test can go on.
  package init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(ThreadBody(body))
    var created: UInt = 0
    var error: Int32 = 0
    // Where a test starts many one after the other, those that have ended may not be gone yet.
    for _ in 0..<1000 {
      error = tw_thread_start(
        &created,
        { context in
          guard let context else { return }
          Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
        },
        box.toOpaque()
      )
      guard error == EAGAIN else { break }
      usleep(10_000)
    }
    precondition(error == 0, "the system refused to start a test thread (errno \(error))")
    handle = created
  }

  /// Waits until the thread has ended; once per thread.
  package func join() { tw_thread_join(handle) }
}

/// Carries a closure through the C entry point.
private final class ThreadBody {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs `body` on `count` threads at once and waits for all of them.
///
/// - Parameters:
///   - count: how many threads.
///   - body: is given the number of its thread, counted from 0. Checks belong into the caller, which
///     knows its test; the threads do not.
/// - Returns: what each thread made, in the order of their numbers.
package func concurrently<Result: Sendable>(
  _ count: Int,
  _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let results = Monitor([Result?](repeating: nil, count: count))
  let start = Gate()
  let threads = (0..<count).map { number in
    PlainThread {
      start.wait()
      let result = body(number)
      results.withLock { $0[number] = result }
    }
  }
  start.open()
  for thread in threads { thread.join() }
  return results.withLock { $0.compactMap { $0 } }
}
