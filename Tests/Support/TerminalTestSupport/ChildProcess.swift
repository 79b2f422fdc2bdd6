// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A program that a test started; gone, at the latest, with this object.
package final class ChildProcess {
  /// How a program ended.
  package enum Status: Sendable, Hashable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// Its number.
  package let id: Int32
  private var status: Status?

  init(_ id: Int32) { self.id = id }

  deinit {
    guard status == nil else { return }
    Glibc.kill(id, SIGKILL)
    _ = wait(upTo: .seconds(5))
  }

  /// Sends it a signal.
  package func kill(_ signal: Int32) { Glibc.kill(id, signal) }

  /// Waits for its end; `nil` if it did not come in time.
  package func wait(upTo duration: Duration) -> Status? {
    let deadline = Deadline(after: duration)
    while status == nil {
      var word: Int32 = 0
      if waitpid(id, &word, WNOHANG) == id {
        let signal = word & 0x7F
        status = signal == 0 ? .exited((word >> 8) & 0xFF) : .signalled(signal)
      } else if deadline.hasPassed {
        return nil
      } else {
        usleep(2000)
      }
    }
    return status
  }
}
