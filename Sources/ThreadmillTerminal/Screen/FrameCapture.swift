// SPDX-License-Identifier: Apache-2.0
import CNcurses
import CThreadmillLinux
import Glibc

/// Catches in memory what ncurses would write to the terminal piece by piece.
///
/// ncurses writes to a descriptor. It first leads to the terminal, because ncurses asks it for its
/// modes; ``begin()`` turns it to a file in memory, out of which a whole frame comes at once.
final class FrameCapture {
  private let output: OwnedStream
  private let memory: OwnedDescriptor

  /// Prepares to catch; `terminal` stays the caller's.
  init(terminal: Int32) throws(TerminalError) {
    output = try OwnedStream(duplicating: terminal, mode: "w")
    memory = try OwnedDescriptor(tm_memory_file("frame"), "no file in memory")
  }

  /// The stream that ncurses is given.
  var stream: UnsafeMutablePointer<FILE> { output.stream }

  /// From now on nothing reaches the terminal but by ``take(before:after:)``.
  func begin() {
    let descriptor = fileno(stream)
    dup2(memory.number, descriptor)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Takes what was caught since the last time, between `before` and `after`; empty if nothing was.
  func take(before: [UInt8] = [], after: [UInt8] = []) -> [UInt8] {
    let count = Int(lseek(memory.number, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    lseek(memory.number, 0, SEEK_SET)
    let total = before.count + count + after.count
    return [UInt8](unsafeUninitializedCapacity: total) { buffer, initialized in
      _ = buffer.update(fromContentsOf: before)
      let frame = UnsafeMutableRawBufferPointer(buffer).baseAddress.map { $0 + before.count }
      let caught = max(0, pread(memory.number, frame, count, 0))
      _ = UnsafeMutableBufferPointer(rebasing: buffer[(before.count + caught)...])
        .update(fromContentsOf: after)
      initialized = before.count + caught + after.count
    }
  }

  /// Forgets what was caught.
  func discard() { lseek(memory.number, 0, SEEK_SET) }
}
