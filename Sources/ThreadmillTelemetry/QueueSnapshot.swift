// SPDX-License-Identifier: Apache-2.0

/// A queue at one instant; its numbers fit together.
public struct QueueSnapshot: Sendable, Hashable {
  /// Its name; empty if it has none.
  public var name: String
  /// Items in it.
  public var depth: Int
  /// Items that may be in it; `nil` is any number.
  public var limit: Int?
  /// The most items that were ever in it.
  public var highWater: Int
  /// Items that were put and of which nobody has said that they are done.
  public var unfinished: Int
  /// Items put so far.
  public var puts: UInt64
  /// Items taken so far.
  public var gets: UInt64
  /// Those who wait for room, threads and tasks.
  public var waitingProducers: Int
  /// Those who wait for an item, threads and tasks.
  public var waitingConsumers: Int
  /// Whether it takes nothing more.
  public var isClosed: Bool

  /// Describes a queue.
  public init(
    name: String,
    depth: Int,
    limit: Int?,
    highWater: Int,
    unfinished: Int,
    puts: UInt64,
    gets: UInt64,
    waitingProducers: Int,
    waitingConsumers: Int,
    isClosed: Bool
  ) {
    self.name = name
    self.depth = depth
    self.limit = limit
    self.highWater = highWater
    self.unfinished = unfinished
    self.puts = puts
    self.gets = gets
    self.waitingProducers = waitingProducers
    self.waitingConsumers = waitingConsumers
    self.isClosed = isClosed
  }
}
