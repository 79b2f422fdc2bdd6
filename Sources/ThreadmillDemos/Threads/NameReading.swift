// SPDX-License-Identifier: Apache-2.0

/// What a thread or a task of the demo has kept and found.
package struct NameReading: Sendable, Hashable {
  /// Whose reading it is, such as `Thread-1` or `request 4`.
  package var reader: String
  /// What it had kept itself; `nil` if it kept nothing.
  package var kept: String?
  /// What it found later.
  package var found: String?
  /// What its thread had been given to keep last, by whomever; told by a ledger beside the storage.
  package var last: String?
  /// Whether another thread read it than the one that had begun.
  package var hasMoved = false

  /// Creates a reading.
  package init(reader: String, kept: String?, found: String?, last: String? = nil) {
    self.reader = reader
    self.kept = kept
    self.found = found
    self.last = last
  }

  /// Whether it found what is somebody else's.
  package var isForeign: Bool { found != nil && found != kept }
}
