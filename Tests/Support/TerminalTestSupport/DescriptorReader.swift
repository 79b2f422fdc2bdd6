// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Reading with a deadline.
enum DescriptorReader {
  /// Waits for bytes and takes what is there; empty at the deadline or the end of the stream.
  static func read(_ descriptor: Int32, until deadline: Deadline, atMost limit: Int) -> [UInt8] {
    var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&state, 1, deadline.milliseconds) > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, limit))
    }
  }
}

extension [UInt8] {
  /// How often `pattern` stands in these bytes.
  package func occurrences(of pattern: [UInt8]) -> Int {
    guard let first = pattern.first, count >= pattern.count else { return 0 }
    return (0...count - pattern.count).count { start in
      self[start] == first && self[start..<start + pattern.count].elementsEqual(pattern)
    }
  }
}
