// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// The feed of a run: the engine's own, as soon as there is one.
final class RunEvents: RunEventFeed {
  private let source = Guarded<EventFeed?>(nil)

  /// Listens to `feed` from now on.
  func attach(_ feed: EventFeed) { source.withLock { $0 = feed } }

  func drain() -> [TaskEvent] { source.withLock { $0 }?.drain() ?? [] }

  var droppedCount: UInt64 { source.withLock { $0 }?.droppedCount ?? 0 }
}
