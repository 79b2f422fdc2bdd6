// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux

/// Facts about terminal and runtime that only `threadmill doctor` wants to know.
package enum TerminalFacts {
  /// The size of the terminal behind a descriptor; `nil` if there is none or it does not say.
  package static func size(of descriptor: Int32) -> ScreenSize? {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard tm_terminal_size(descriptor, &columns, &rows) == 0, columns > 0, rows > 0 else {
      return nil
    }
    return ScreenSize(columns: Int(columns), rows: Int(rows))
  }

  /// Whether Swift's runtime is a shared library rather than a part of this program.
  package static var isSwiftRuntimeShared: Bool { tm_swift_runtime_is_shared() == 1 }
}
