// SPDX-License-Identifier: Apache-2.0

/// When tasks of whole sizes run: a model, not a measurement.
///
/// Each goes to the worker that is free first, in order, as the pools' queue has it.
package struct Schedule: Sendable, Hashable {
  /// How many tasks go on in each step of one size.
  private let running: [Int]
  /// All tasks, in sizes.
  package let total: Int
  /// How many tasks there are.
  package let taskCount: Int
  /// How many workers there are.
  package let workers: Int

  /// Lays out tasks.
  ///
  /// - Parameters:
  ///   - lengths: of the tasks in order, in sizes, each 1 or more.
  ///   - workers: 1 or more.
  /// - Complexity: O(total), because it counts the workers that are free at each step.
  package init(_ lengths: [Int], workers: Int) {
    total = lengths.reduce(0, +)
    taskCount = lengths.count
    self.workers = workers
    var free = Array(repeating: 0, count: total + 1)
    var change = free
    free[0] = workers
    var now = 0
    var end = 0
    for length in lengths {
      while free[now] == 0 { now += 1 }
      free[now] -= 1
      free[now + length] += 1
      change[now] += 1
      change[now + length] -= 1
      end = max(end, now + length)
    }
    var count = 0
    running = change.prefix(end).map { step in
      count += step
      return count
    }
  }

  /// Steps until the last task has ended, if each has all that it wants.
  package var length: Int { running.count }

  /// The CPUs that are in use on average, if tasks that compute share `cpus` of them fairly.
  package func parallelism(on cpus: Int) -> Double {
    let time = running.reduce(0) { $0 + max(1, Double($1) / Double(cpus)) }
    return time > 0 ? Double(total) / time : 0
  }
}
