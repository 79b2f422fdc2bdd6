// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import ThreadmillEngine

extension WorkQueue {
  /// Everything that can be had now, in the order in which it comes.
  func takeAll() -> [Element] {
    var all: [Element] = []
    while let element = try? tryGet() { all.append(element) }
    return all
  }

  /// Whether so many wait for room before long.
  func hasWaitingProducers(_ count: Int) -> Bool {
    eventually { self.snapshot().waitingProducers == count }
  }

  /// Whether so many wait for an item before long.
  func hasWaitingConsumers(_ count: Int) -> Bool {
    eventually { self.snapshot().waitingConsumers == count }
  }
}

/// How a queue hands out numbers.
enum NumberOrder: CaseIterable, Sendable {
  case fifo, lifo, priority

  var order: QueueOrder<Int> {
    switch self {
    case .fifo: .fifo
    case .lifo: .lifo
    case .priority: .priority
    }
  }

  /// In which order `numbers`, put one after the other, come out.
  func sorted(_ numbers: [Int]) -> [Int] {
    switch self {
    case .fifo: numbers
    case .lifo: numbers.reversed()
    case .priority: numbers.sorted()
    }
  }
}

/// How somebody puts and takes who is not willing to wait in the same way as the others.
enum Patience: CaseIterable, Sendable {
  case blocking, none, tenMicroseconds

  /// - Returns: `false` if the queue is closed.
  func put(_ number: Int, into queue: WorkQueue<Int>) -> Bool {
    do {
      switch self {
      case .blocking: try queue.put(number)
      case .none: while try !queue.tryPut(number) { pauseThread(.microseconds(1)) }
      case .tenMicroseconds: while try !queue.put(number, upTo: .microseconds(10)) {}
      }
      return true
    } catch { return false }
  }

  /// - Returns: `nil` if the queue is closed and empty.
  func take(from queue: WorkQueue<Int>) -> Int? {
    do {
      while true {
        switch self {
        case .blocking: return try queue.get()
        case .none:
          if let number = try queue.tryGet() { return number }
          pauseThread(.microseconds(1))
        case .tenMicroseconds:
          if let number = try queue.get(upTo: .microseconds(10)) { return number }
        }
      }
    } catch { return nil }
  }
}
