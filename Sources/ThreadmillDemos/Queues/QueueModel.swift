// SPDX-License-Identifier: Apache-2.0

/// How items go through a queue if nothing but the waits of producers and consumers takes time: a
/// model, not a measurement.
///
/// First come, first served; who is free first takes first.
package struct QueueModel: Sendable, Hashable {
  /// Until the last producer and the last consumer have ended.
  package private(set) var time: Duration = .zero
  /// The most items that lie in the queue at once.
  package private(set) var highWater = 0
  /// Items that the policy has given up.
  package private(set) var lost = 0

  private let limit: Int
  private let service: Duration
  /// When each producer and each consumer is free again.
  private var producers: [Duration]
  private var consumers: [Duration]
  /// When the items in the queue were put, oldest first, from `head` on.
  private var puts: [Duration] = []
  private var head = 0

  /// Lets a round's items through.
  ///
  /// - Parameters:
  ///   - settings: the knobs of the round, in the run's time.
  ///   - policy: what becomes of items for which there is no room.
  /// - Complexity: O(items × threads).
  package init(_ settings: KnobSettings, _ policy: QueueOverflow = .block) {
    limit = policy == .unbounded ? .max : settings.limit ?? .max
    service = settings.size
    producers = Array(repeating: .zero, count: settings.int("producers"))
    consumers = Array(repeating: .zero, count: settings.workers)
    let items = settings.int("items")
    var left = producers.indices.map { (items - 1 - $0) / producers.count + (items > $0 ? 1 : 0) }
    for _ in 0..<items {
      let next = producers.indices.filter { left[$0] > 0 }.min { producers[$0] < producers[$1] }
      guard let next else { break }
      left[next] -= 1
      producers[next] = offer(at: producers[next], policy) + settings.interval
    }
    while head < puts.count { takeFirst() }
    time = max(producers.max() ?? .zero, consumers.max() ?? .zero)
  }

  private var depth: Int { puts.count - head }

  /// When the oldest item in the queue will be taken; `nil` if there is none.
  private var nextTake: Duration? {
    guard head < puts.count, let free = consumers.min() else { return nil }
    return max(free, puts[head])
  }

  /// - Returns: when its producer goes on.
  private mutating func offer(at time: Duration, _ policy: QueueOverflow) -> Duration {
    while let take = nextTake, take <= time { takeFirst() }
    var time = time
    while depth >= limit {
      switch policy {
      case .unbounded, .block:
        time = nextTake ?? time
        takeFirst()
      case .reject:
        lost += 1
        return time
      case .dropOldest:
        head += 1
        lost += 1
      }
    }
    puts.append(time)
    // Who is free takes it at once: then it never lies there.
    if let free = consumers.min(), free <= time, depth == 1 {
      highWater = max(highWater, 1)
      takeFirst()
    }
    highWater = max(highWater, depth)
    return time
  }

  private mutating func takeFirst() {
    guard let take = nextTake,
      let free = consumers.indices.min(by: { consumers[$0] < consumers[$1] })
    else { return }
    head += 1
    consumers[free] = take + service
  }
}
