// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// The way to the terminal: one write for one frame, and patience with those who read slowly.
///
/// The descriptor does not block. What the terminal does not take at once stays here, and until it is
/// gone the screen sends no further frame, so that a slow line shows the newest state instead of
/// a growing past.
struct TerminalOutput: ~Copyable {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var sentOfPending = 0
  /// Bytes that the terminal took.
  private(set) var bytesWritten = 0

  /// How long one frame may keep the caller when the terminal is slow.
  private static let patience: Int32 = 10

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Whether a frame waits for the terminal.
  var isBehind: Bool { sentOfPending < pending.count }

  /// Sends `bytes`, if everything before them is gone.
  ///
  /// - Returns: Whether the terminal took all of them.
  @discardableResult
  mutating func send(_ bytes: consuming [UInt8]) -> Bool {
    pending = bytes
    sentOfPending = 0
    return push() || wait(upTo: Self.patience)
  }

  /// Goes on sending what waits, without blocking.
  mutating func push() -> Bool {
    while isBehind {
      let start = sentOfPending
      let count = pending.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + start }, buffer.count - start)
      }
      if count > 0 {
        sentOfPending += count
        bytesWritten += count
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    tm_guard_set_midway(isBehind && sentOfPending > 0 ? 1 : 0)
    return !isBehind
  }

  /// Sends what waits for at most that many milliseconds.
  @discardableResult
  mutating func wait(upTo milliseconds: Int32) -> Bool {
    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    var left = milliseconds
    while isBehind && left > 0 {
      // A millisecond at a time: what a pty's reader frees comes in small pieces.
      if poll(&room, 1, min(left, 2)) > 0, Int32(room.revents) & ~POLLOUT != 0 { break }
      left -= 2
      _ = push()
    }
    return !isBehind
  }

  /// Forgets what waits; the terminal is about to be restored or repainted.
  mutating func discard() {
    pending = []
    sentOfPending = 0
    tm_guard_set_midway(0)
  }
}
