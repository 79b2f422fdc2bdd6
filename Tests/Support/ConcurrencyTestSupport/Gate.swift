// SPDX-License-Identifier: Apache-2.0

/// A door that is opened once, for everybody.
package final class Gate: Sendable {
  private let state = Monitor(false)

  /// A closed door.
  package init() {}

  /// Whether it is open.
  package var isOpen: Bool { state.withLock { $0 } }

  /// Opens it for ever.
  package func open() { state.withLock { $0 = true } }

  /// Blocks until it is open.
  package func wait() { state.wait { $0 } }
}
