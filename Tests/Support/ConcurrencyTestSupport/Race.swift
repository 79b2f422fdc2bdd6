// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// Runs `body` on `count` threads that take their first step at the same instant.
///
/// - Parameters:
///   - count: how many, as a rule no more than the machine has CPUs.
///   - body: is given the number of its thread.
/// - Returns: what each thread made, in the order of their numbers.
package func race<Result: Sendable>(
  _ count: Int,
  _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let line = StartLine()
  return concurrently(count) { number in
    line.arrive(count)
    return body(number)
  }
}

/// Where racers wait for each other.
///
/// They spin: a wake takes so long that the first would be over
/// before the second begins.
private final class StartLine: Sendable {
  private let arrived = Atomic<Int>(0)

  func arrive(_ count: Int) {
    arrived.wrappingAdd(1, ordering: .sequentiallyConsistent)
    var rounds = 0
    while arrived.load(ordering: .sequentiallyConsistent) < count {
      rounds += 1
      if rounds % 10_000 == 0 { sched_yield() }
    }
  }
}
