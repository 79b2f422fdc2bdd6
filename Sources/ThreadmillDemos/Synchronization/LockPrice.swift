// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// What taking and releasing a lock costs on this machine, and how much of that is its name.
package struct LockPrice: Sendable {
  /// A lock that nobody can ask who holds it.
  package let unnamed: Duration
  /// A lock that tells who holds it, who waits and for how long.
  package let named: Duration

  /// What the name costs; zero if that was lost in the noise.
  package var ofName: Duration { max(.zero, named - unnamed) }

  /// As it was when somebody asked first, on one thread; that takes 5 ms once.
  package static let alone = measure(threads: 1, acquisitions: 20_000)

  /// As it is now, with two threads that want the lock all the time; takes some 100 ms.
  package static func betweenTwo() -> LockPrice { measure(threads: 2, acquisitions: 100_000) }

  /// A counter as a client would write it.
  private final class Counter: Sendable {
    let lock: Lock
    // Safety: touched only under `lock`.
    nonisolated(unsafe) var count = 0

    init(name: String?) { lock = Lock(name: name) }
  }

  /// Measures both in turns, and takes the medians: neighbours disturb single ones.
  private static func measure(threads: Int, acquisitions: Int) -> LockPrice {
    let kinds = [Counter(name: nil), Counter(name: "price")]
    var prices: [[Duration]] = [[], []]
    for _ in 0..<7 {
      for (place, counter) in kinds.enumerated() {
        prices[place].append(time(counter, threads, acquisitions))
      }
    }
    let medians = prices.map { $0.sorted()[$0.count / 2] }
    return LockPrice(unnamed: medians[0], named: medians[1])
  }

  /// - Returns: wall time of one acquisition.
  private static func time(_ counter: Counter, _ threads: Int, _ acquisitions: Int) -> Duration {
    let add: @Sendable () -> Void = {
      for _ in 0..<acquisitions { counter.lock.withLock { unsafe counter.count &+= 1 } }
    }
    let start = MonotonicClock.now
    let others = (1..<threads).map { _ in WorkerThread(name: "lock-price", add) }
    for thread in others { try? thread.start() }
    add()
    for thread in others { try? thread.join() }
    return (MonotonicClock.now - start) / (threads * acquisitions)
  }
}

extension LockPrice: CustomStringConvertible {
  /// As `doctor` says it.
  package var description: String {
    "\(Self.nanoseconds(unnamed)) ns, with a name \(Self.nanoseconds(named)) ns (measured now)"
  }

  /// What the name costs, as a run says it.
  var sentence: String { "costs \(Self.nanoseconds(ofName)) ns an acquisition" }

  private static func nanoseconds(_ price: Duration) -> Int {
    Int((price / .nanoseconds(1)).rounded())
  }
}
