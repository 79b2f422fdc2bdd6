// SPDX-License-Identifier: Apache-2.0

/// A named primitive at one instant: who holds it, who waits, and what it has cost so far.
public struct SyncSnapshot: Sendable, Hashable {
  /// What it is.
  public var kind: SyncKind
  /// Its name.
  public var name: String
  /// Who holds it; `nil` if nobody does, or what it is cannot tell.
  public var holder: SyncThread?
  /// How many hold it: readers of a lock, permits that were taken.
  public var holders: Int
  /// Threads that sleep until it is theirs, longest first.
  ///
  /// A thread that spins for a moment is not among them.
  public var waiters: [SyncThread]
  /// How often it was acquired, or a wait for it was over.
  public var acquisitions: UInt64
  /// How often somebody had to wait for that.
  public var contended: UInt64
  /// Waits that ended because their limit had passed, their task was cancelled, or their barrier broke.
  public var givenUp: UInt64
  /// How long those waited who had to.
  public var waits: LatencyHistogram
  /// How long it was held; of short holds one in ``holdStride`` is measured.
  public var holds: LatencyHistogram
  /// One hold in so many is measured: 1 means all.
  public var holdStride: Int

  /// Describes a primitive; everything but its identity has the value of a new one.
  public init(
    kind: SyncKind,
    name: String,
    holder: SyncThread? = nil,
    holders: Int = 0,
    waiters: [SyncThread] = [],
    acquisitions: UInt64 = 0,
    contended: UInt64 = 0,
    givenUp: UInt64 = 0,
    waits: LatencyHistogram = LatencyHistogram(),
    holds: LatencyHistogram = LatencyHistogram(),
    holdStride: Int = 1
  ) {
    self.kind = kind
    self.name = name
    self.holder = holder
    self.holders = holders
    self.waiters = waiters
    self.acquisitions = acquisitions
    self.contended = contended
    self.givenUp = givenUp
    self.waits = waits
    self.holds = holds
    self.holdStride = holdStride
  }

  /// Acquisitions that had to wait ÷ acquisitions, in `0...1`; `nil` before the first one.
  public var contention: Double? {
    acquisitions > 0 ? min(1, Double(contended) / Double(acquisitions)) : nil
  }
}
