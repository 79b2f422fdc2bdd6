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
      pthread_join(onThread(kind), nil)
    } else {
      crash(kind)
    }
    wait(for: [signals.descriptor, capture.descriptor])
    screen.close()
  }

  /// Ends on another thread while this one draws as fast as it can.
  static func runWhileDrawing(kind: String) throws {
    let signals = try SignalPipe()
    let capture = try StandardStreamCapture()
    var screen = try NcursesScreen(.current())
    for number in 0..<20_000 {
      var grid = Grid(screen.size)
      for y in 0..<screen.size.rows { grid.put("frame \(number + y)", x: y, y: y) }
      screen.present(grid)
      if number == 20 { _ = onThread(kind) }
      usleep(200)
    }
    wait(for: [signals.descriptor, capture.descriptor])
    screen.close()
  }

  /// Crashes when the screen is gone, or could not be had, and its descriptors serve other files.
  static func runAfterScreen() throws {
    CrashGuard.install()
    do {
      var screen = try NcursesScreen(.current())
      screen.present(Grid(screen.size))
      screen.close()
    } catch {
      report("\(error)")
    }
    for _ in 0..<8 { _ = open("/dev/null", O_RDWR) }
    crash("segv")
  }

  private static func onThread(_ kind: String) -> pthread_t {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Kind(kind)).toOpaque()
    _ = tm_thread_start(
      &thread,
      "crasher",
      512 * 1024,
      { context in
        guard let context else { return }
        CrashProbe.crash(Unmanaged<Kind>.fromOpaque(context).takeRetainedValue().name)
      },
      context
    )
    return thread
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
    case "noise":
      report("\u{1B}[31mred \u{9B}5m\ta漢")
      abort()
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
