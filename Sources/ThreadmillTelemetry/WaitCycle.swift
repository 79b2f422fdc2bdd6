// SPDX-License-Identifier: Apache-2.0

/// Threads each of which waits for what the next one holds: nobody of them can go on.
///
/// Found in snapshots, which are taken one after another: look twice, and believe what both times say.
public struct WaitCycle: Sendable, Hashable {
  /// One thread of the cycle, and the primitive that it waits for, which the next one holds.
  public struct Link: Sendable, Hashable {
    /// Who waits.
    public var thread: SyncThread
    /// For which primitive, such as `lock "fork 2"`.
    public var waitsFor: String

    /// Describes a link.
    public init(thread: SyncThread, waitsFor: String) {
      self.thread = thread
      self.waitsFor = waitsFor
    }
  }

  /// The links, beginning with the thread of the lowest number; the last one waits for the first.
  public var links: [Link]

  /// Describes a cycle.
  public init(links: [Link]) { self.links = links }

  /// Finds every cycle among primitives that one thread holds at a time.
  ///
  /// - Parameter primitives: of one moment, as nearly as can be.
  /// - Returns: each cycle once.
  /// - Complexity: O(primitives + waiters).
  public static func find(in primitives: [SyncSnapshot]) -> [WaitCycle] {
    /// What a waiting thread waits for, and who holds that.
    var next: [Int32: (link: Link, holder: Int32)] = [:]
    for primitive in primitives {
      guard let holder = primitive.holder else { continue }
      let label = "\(primitive.kind.word) \"\(primitive.name)\""
      for waiter in primitive.waiters {
        next[waiter.id] = (Link(thread: waiter, waitsFor: label), holder.id)
      }
    }
    var cycles: [WaitCycle] = []
    var settled: Set<Int32> = []
    for start in next.keys.sorted() where !settled.contains(start) {
      var path: [Int32] = []
      var place = start
      // Each thread waits for one thing: a path ends, or bites itself.
      while next[place] != nil, settled.insert(place).inserted {
        path.append(place)
        place = next[place]?.holder ?? place
      }
      guard let first = path.firstIndex(of: place) else { continue }
      let ring = path[first...]
      let lowest = ring.indices.min { ring[$0] < ring[$1] } ?? ring.startIndex
      let ordered = ring[lowest...] + ring[..<lowest]
      cycles.append(WaitCycle(links: ordered.compactMap { next[$0]?.link }))
    }
    return cycles
  }
}
