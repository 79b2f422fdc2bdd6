// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A C stream on a duplicate of a descriptor, as ncurses wants it.
final class OwnedStream {
  let stream: UnsafeMutablePointer<FILE>

  init(duplicating descriptor: Int32, mode: String) throws(TerminalError) {
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0, let stream = fdopen(duplicate, mode) else {
      let error = errno
      if duplicate >= 0 { close(duplicate) }
      throw TerminalError(.system, "no stream for the terminal", errno: error)
    }
    self.stream = stream
  }

  deinit { fclose(stream) }
}
