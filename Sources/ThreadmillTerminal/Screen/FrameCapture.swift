// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// Catches in memory what ncurses would write to the terminal piece by piece.
///
/// ncurses writes to a descriptor. Here it leads to a file in memory, out of which a whole frame comes
/// at once.
final class FrameCapture {
  private let output: OwnedStream
  private let memory: OwnedDescriptor

  init() throws(TerminalError) {
    memory = try OwnedDescriptor(tm_memory_file("frame"), "no file in memory")
    output = try OwnedStream(duplicating: memory.number, mode: "w")
  }

  /// The stream that ncurses is given.
  var stream: UnsafeMutablePointer<FILE> { output.stream }

  /// Lets ncurses set the terminal's modes, in `body`, which must write nothing.
  func withTerminal(_ terminal: Int32, _ body: () -> Void) {
    turn(to: terminal)
    body()
    turn(to: memory.number)
  }

  private func turn(to target: Int32) {
    let descriptor = fileno(stream)
    dup2(target, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Takes what was caught since the last time; empty if nothing was.
  func take() -> [UInt8] {
    let count = Int(lseek(memory.number, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    discard()
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, pread(memory.number, buffer.baseAddress, count, 0))
    }
  }

  /// Forgets what was caught.
  func discard() { lseek(memory.number, 0, SEEK_SET) }
}
