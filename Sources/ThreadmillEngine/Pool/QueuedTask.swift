// SPDX-License-Identifier: Apache-2.0

/// A task as a pool sees it: something to run, whatever it computes.
///
/// Only ``ClosurePool`` makes one; it goes into one pool, once. A pool of one's own may keep it, and
/// offer it to one pool after another until one takes it. If it keeps the task and never hands it on,
/// the future ends as ``TaskError/abandoned`` when the last copy goes.
///
/// Its future may be cancelled at any time, also while the task is handed on. There is nothing to
/// run then: a pool that takes tasks accepts it and does not count it. So it does with a task that
/// has been handed on before.
public struct QueuedTask: Sendable {
  /// Ends the future of a task that got lost.
  private final class Watch: Sendable {
    private let core: FutureCore
    init(_ core: FutureCore) { self.core = core }
    deinit { core.abandonOutsidePools() }
  }

  let core: FutureCore
  private let watch: Watch?

  /// Whether it is in a stranger's hands, so that others may have seen its future.
  var isWatched: Bool { watch != nil }

  /// - Parameters:
  ///   - core: the task.
  ///   - isWatched: costs an allocation; the engine's own pools lose nothing.
  @usableFromInline
  init(_ core: FutureCore, isWatched: Bool) {
    self.core = core
    watch = isWatched ? Watch(core) : nil
  }
}
