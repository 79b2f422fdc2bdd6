// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A system call of the test's own machinery that failed.
package struct SystemFailure: Error, CustomStringConvertible {
  package let description: String

  /// Names the call and its error.
  package init(_ call: String, _ error: Int32) {
    description = "\(call): \(String(cString: strerror(error)))"
  }
}
