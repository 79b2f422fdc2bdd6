// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A bounded queue of lines from one thread to one other.
///
/// A full ring drops the newest line and counts it: neither side ever waits.
final class LineRing: @unchecked Sendable {
  // Safety: a slot belongs to the writer until `tail` passes it, then to the reader until `head`
  // does. Only the writer stores `tail`, only the reader stores `head`.
  private let slots: UnsafeMutableBufferPointer<CapturedLine?>
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)
  private let dropped = Atomic<Int>(0)

  init(capacity: Int) {
    slots = .allocate(capacity: max(1, capacity))
    slots.initialize(repeating: nil)
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  /// Lines that found no room.
  var droppedCount: Int { dropped.load(ordering: .relaxed) }

  /// Adds a line; for the writing thread.
  func append(_ line: CapturedLine) {
    let tail = tail.load(ordering: .relaxed)
    // Pairs with the release in `drain`: the reader is done with the slot.
    guard tail - head.load(ordering: .acquiring) < slots.count else {
      dropped.wrappingAdd(1, ordering: .relaxed)
      return
    }
    slots[tail % slots.count] = line
    self.tail.store(tail + 1, ordering: .releasing)
  }

  /// Takes all lines, oldest first; for the reading thread.
  func drain() -> [CapturedLine] {
    let head = head.load(ordering: .relaxed)
    // Pairs with the release in `append`: the lines are written.
    let tail = tail.load(ordering: .acquiring)
    let lines = (head..<tail).compactMap { index in
      let line = slots[index % slots.count]
      slots[index % slots.count] = nil
      return line
    }
    self.head.store(tail, ordering: .releasing)
    return lines
  }
}
