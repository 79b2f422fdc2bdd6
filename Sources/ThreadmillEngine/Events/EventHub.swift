// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
internal import ThreadmillTelemetry

/// Where pools and threads announce what happens to their tasks; it costs one load while nobody
/// listens.
public final class EventHub: Sendable {
  private struct Listener {
    weak var feed: EventFeed?
  }

  private let listeners = Guarded<[Listener]>([])
  private let hasListeners = Atomic<Bool>(false)
  private let pid = getpid()

  /// Creates a hub that nobody listens to.
  public init() {}

  /// Listens from now on, until the feed is dropped.
  ///
  /// - Parameter capacity: events kept between two drains, 1 or more.
  /// - Returns: what will be recorded.
  public func subscribe(capacity: Int = 65_536) -> EventFeed {
    let feed = EventFeed(capacity: capacity)
    listeners.withLock { listeners in
      listeners.removeAll { $0.feed == nil }
      listeners.append(Listener(feed: feed))
      hasListeners.store(true, ordering: .relaxed)
    }
    return feed
  }

  /// Whether anybody may listen; while nobody does, this is all that an event costs.
  @inline(__always)
  var isHeard: Bool { hasListeners.load(ordering: .relaxed) }

  @inline(__always)
  func emit(
    _ state: TaskEvent.State,
    pool: @autoclosure () -> String? = nil,
    task: UInt64? = nil,
    taskName: @autoclosure () -> String? = nil,
    worker: Int? = nil
  ) {
    #if !THREADMILL_NO_TELEMETRY
      guard isHeard else { return }
      let name = taskName()
      deliver(
        TaskEvent(
          time: MonotonicClock.now,
          pool: pool(),
          task: task,
          taskName: name,
          worker: worker,
          state: state,
          pid: pid
        )
      )
    #endif
  }

  @inline(never)
  private func deliver(_ event: TaskEvent) {
    let feeds = listeners.withLock { listeners in
      let feeds = listeners.compactMap(\.feed)
      if feeds.isEmpty {
        listeners = []
        hasListeners.store(false, ordering: .relaxed)
      }
      return feeds
    }
    for feed in feeds { feed.record(event) }
  }
}
