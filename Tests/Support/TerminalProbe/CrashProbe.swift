// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc
import ThreadmillTerminal

/// Draws a frame, then ends in the way it is told, on the main thread or another, with a key.
enum CrashProbe {
  static func run(kind: String, isOnThread: Bool) throws {
    let signals = try SignalPipe()
    let capture = try StandardStreamCapture()
    var screen = try NcursesScreen(.current())
    var grid = Grid(screen.size)
    grid.put("before the crash", x: 0, y: 0)
    screen.present(grid)
    wait(for: [screen.inputDescriptor])
    if isOnThread {
      onThread(kind)
    } else {
      CrashGuard.setTaskLabel("probe \(kind)")
      crash(kind)
    }
    wait(for: [signals.descriptor, capture.descriptor])
    screen.close()
  }

  private static func onThread(_ kind: String) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Kind(kind)).toOpaque()
    _ = tm_thread_start(
      &thread,
      "crasher",
      512 * 1024,
      { context in
        guard let context else { return }
        let kind = Unmanaged<Kind>.fromOpaque(context).takeRetainedValue().name
        CrashGuard.setTaskLabel("probe \(kind)")
        CrashProbe.crash(kind)
      },
      context
    )
    pthread_join(thread, nil)
  }

  private final class Kind {
    let name: String
    init(_ name: String) { self.name = name }
  }

  private static func crash(_ kind: String) {
    switch kind {
    case "segv": UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
    case "trap": preconditionFailure("the reason of the trap")
    case "index": print([1, 2, 3][CommandLine.arguments.count + 7])
    case "abort": abort()
    case "overflow": print(deepen(0))
    case "exit": exit(7)
    default: raise(Int32(kind) ?? SIGUSR1)
    }
  }

  /// Runs out of stack.
  @inline(never)
  private static func deepen(_ level: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { buffer in
      buffer[level % 4096] = 1
      return level < 0 ? 0 : deepen(level + 1) + Int(buffer[0])
    }
  }
}
