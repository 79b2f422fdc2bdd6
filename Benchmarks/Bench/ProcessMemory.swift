// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the system says of this process's memory.
enum ProcessMemory {
  /// The system does not say.
  struct Unknown: Error, CustomStringConvertible {
    let description = "no memory figure in /proc/self/smaps_rollup"
  }

  /// Bytes that are in memory now.
  ///
  /// Read from the page tables: the counters in `/proc/self/status` may be 256 kB behind.
  static func residentBytes() throws -> Int {
    let file = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Unknown() }
    defer { close(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
      count = max(0, read(file, buffer.baseAddress, buffer.count))
    }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      // `Rss:               12345 kB`
      let words = line.split(separator: " ")
      if words.count == 3, words[0] == "Rss:", let kilobytes = Int(words[1]) {
        return kilobytes * 1024
      }
    }
    throw Unknown()
  }
}
