// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A descriptor that is closed when nobody uses it any more.
final class OwnedDescriptor {
  let number: Int32

  /// Owns a descriptor, or throws `what` with `errno` if the system gave -1.
  init(_ number: Int32, _ what: String) throws(TerminalError) {
    guard number >= 0 else { throw TerminalError(.system, what, errno: errno) }
    self.number = number
  }

  deinit { close(number) }
}
