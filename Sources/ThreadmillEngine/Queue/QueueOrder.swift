// SPDX-License-Identifier: Apache-2.0

/// In which order a queue hands out what was put into it.
public enum QueueOrder<Element>: Sendable {
  /// First in, first out.
  case fifo
  /// Last in, first out.
  case lifo
  /// Whatever comes before all others, and the first of equals.
  ///
  /// Its argument tells whether the first of two elements comes before the second. It runs under the
  /// queue's lock: short, and without touching the queue.
  case sorted(by: @Sendable (Element, Element) -> Bool)
}

extension QueueOrder where Element: Comparable & Sendable {
  /// The least element first, and the first of equals.
  public static var priority: QueueOrder { .sorted { $0 < $1 } }
}
