// SPDX-License-Identifier: Apache-2.0

/// Who goes first at a ``ReadWriteLock``.
public enum ReadWritePolicy: String, Sendable, Hashable, CaseIterable {
  /// Readers go in whenever nobody writes; writers may wait for ever.
  case readers
  /// No reader passes a writer who waits; readers may wait for ever.
  case writers
  /// Everybody in turn; readers who follow each other go in together.
  case fair
}
