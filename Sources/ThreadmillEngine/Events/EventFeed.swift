// SPDX-License-Identifier: Apache-2.0

public import ThreadmillTelemetry

/// A bounded stream of what happens in a pool, from its creation for as long as it is held.
///
/// What a slow reader misses is overwritten, oldest first, and counted.
public final class EventFeed: Sendable {
  private struct Ring {
    var events: [TaskEvent] = []
    /// Where the oldest event lies, once the ring is full.
    var oldest = 0
    var dropped: UInt64 = 0
  }

  private let capacity: Int
  private let ring = Guarded(Ring())

  init(capacity: Int) { self.capacity = max(1, capacity) }

  func record(_ event: TaskEvent) {
    ring.withLock { ring in
      guard ring.events.count == capacity else { return ring.events.append(event) }
      ring.events[ring.oldest] = event
      ring.oldest = (ring.oldest + 1) % capacity
      ring.dropped += 1
    }
  }

  /// Takes what has been recorded since the last call, in the order in which it was recorded.
  ///
  /// Events of one task are in order; those of different workers may be swapped by microseconds:
  /// their times tell.
  ///
  /// - Returns: no more events than the feed's capacity; none if nothing has happened.
  public func drain() -> [TaskEvent] {
    // Taken under the lock, put in order outside it: whoever records must not wait for that.
    let (events, oldest) = ring.withLock { ring in
      defer {
        ring.events = []
        ring.oldest = 0
      }
      return (ring.events, ring.oldest)
    }
    return oldest == 0 ? events : Array(events[oldest...] + events[..<oldest])
  }

  /// Events lost because nobody drained in time; 0 when all is well.
  public var droppedCount: UInt64 { ring.withLock { $0.dropped } }
}
