// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A pipe that is full.
final class BlockedPipe {
  let writeEnd: Int32
  private let readEnd: Int32

  /// Makes one; `nil` if no descriptor is left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    (readEnd, writeEnd) = (ends[0], ends[1])
    let flags = fcntl(writeEnd, F_GETFL)
    _ = fcntl(writeEnd, F_SETFL, flags | O_NONBLOCK)
    let page = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
    while write(writeEnd, page, page.count) > 0 {}
    _ = fcntl(writeEnd, F_SETFL, flags)
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Reads a good part of what is in it.
  func empty() {
    var buffer = [UInt8](repeating: 0, count: 32 * 1024)
    _ = read(readEnd, &buffer, buffer.count)
  }
}
