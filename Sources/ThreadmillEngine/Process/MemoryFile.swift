// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// A file that lies in memory and has no name: nothing of it is left once nobody has it open.
package final class MemoryFile: Sendable {
  /// By which this process has it open; closed with the last reference.
  let descriptor: Int32

  /// Makes an empty one.
  ///
  /// - Throws: `ChildProcessError` if the system refuses.
  package init() throws(ChildProcessError) {
    descriptor = unsafe tm_memory_file("threadmill")
    guard descriptor >= 0 else {
      throw ChildProcessError("cannot make a file: \(unsafe String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Reads a part of it.
  ///
  /// - Parameters:
  ///   - offset: of its first byte, 0 or more.
  ///   - count: how many bytes at most.
  /// - Returns: what there is; empty at the end, and where the system refuses.
  package func bytes(at offset: Int, upTo count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let got = unsafe pread(descriptor, &bytes, count, off_t(offset))
      if got < 0 && errno == EINTR { continue }
      return Array(bytes.prefix(max(0, got)))
    }
  }
}
