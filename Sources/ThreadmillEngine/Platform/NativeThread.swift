// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// A joinable thread of the operating system; whoever starts it joins it.
struct NativeThread: Sendable {
  /// Stack of a thread, unless its owner says otherwise.
  ///
  /// Pages that are never touched cost nothing.
  static let stackBytes = 2 << 20

  private let handle: pthread_t

  /// Starts a thread that runs `body` once.
  ///
  /// - Throws: ``PoolError`` with code `threadCreation` and the errno when the system refuses.
  init(
    name: String,
    stackBytes: Int = stackBytes,
    _ body: @escaping @Sendable () -> Void
  ) throws(PoolError) {
    let box = unsafe Unmanaged.passRetained(ThreadBody(body))
    var created = pthread_t()
    let error = unsafe tm_thread_start(
      &created,
      name,
      stackBytes,
      { context in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
      },
      box.toOpaque()
    )
    guard error == 0 else {
      unsafe box.release()
      // All that this number tells: glibc also says it when there is no room for the stack.
      let reason =
        error == EAGAIN
        ? ": no memory, or a limit on threads (RLIMIT_NPROC, pids.max, threads-max)" : ""
      throw PoolError(
        .threadCreation,
        "the system refused to start thread \"\(name)\"\(reason)",
        error
      )
    }
    handle = created
  }

  /// Waits until the thread has ended; once per thread, never from the thread itself.
  func join() { pthread_join(handle, nil) }

  /// Whether it is the calling thread.
  var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

  /// Lets the thread end, or be gone if it has ended, without being joined; once, instead of ``join()``.
  func detach() { pthread_detach(handle) }

  /// The calling thread.
  static var current: NativeThread { NativeThread(pthread_self()) }

  private init(_ handle: pthread_t) { self.handle = handle }
}

/// Carries a closure through the C entry point.
private final class ThreadBody {
  private let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  func run() { body() }
}
