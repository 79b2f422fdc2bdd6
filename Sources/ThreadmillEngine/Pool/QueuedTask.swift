// SPDX-License-Identifier: Apache-2.0

/// A task as a pool sees it: something to run, whatever it computes.
///
/// Only ``ClosurePool/submit(name:_:)`` makes one; it goes into one pool, once.
public struct QueuedTask: Sendable {
  @usableFromInline let core: FutureCore

  @inlinable
  init(_ core: FutureCore) { self.core = core }
}
