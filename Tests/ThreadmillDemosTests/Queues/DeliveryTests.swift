// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos

/// The oracle of the queue demos is fed with wrong deliveries.
@Suite struct DeliveryTests {
  private func deliveries(_ items: [Int], thread: Int = 3) -> [Delivery] {
    items.map { Delivery(item: $0, result: 2 * $0, thread: thread) }
  }

  @Test func `each item once and in order is right`() {
    #expect(deliveries([0, 1, 2, 3]).mismatch(count: 4, producers: 1) == nil)
    // Items of two producers may overtake each other.
    #expect(deliveries([1, 0, 3, 2]).mismatch(count: 4, producers: 2) == nil)
    #expect(deliveries([0, 3]).mismatch(count: 4, producers: 1, lost: [1, 2]) == nil)
  }

  @Test func `a lost one, a double one and a foreign one are seen`() {
    let lost = deliveries([0, 1, 3]).mismatch(count: 4, producers: 1)
    #expect(lost == "item 2 has vanished")
    let double = deliveries([0, 1, 1, 2]).mismatch(count: 3, producers: 1)
    #expect(double == "item 1 was delivered 2 times")
    let both = deliveries([0, 1, 2]).mismatch(count: 3, producers: 1, lost: [2])
    #expect(both == "item 2 was delivered 2 times")
    let foreign = deliveries([0, 1, 2, 3]).mismatch(count: 3, producers: 1)
    #expect(foreign == "item 3 was never produced")
  }

  @Test func `a wrong result and a wrong order are seen`() {
    var wrong = deliveries([0, 1, 2])
    wrong[1].result = 3
    #expect(wrong.mismatch(count: 3, producers: 1) == "item 1 came to 3, expected 2")
    let order = deliveries([0, 2, 1]).mismatch(count: 3, producers: 1)
    #expect(order == "item 1 came after item 2 of the same producer")
    // What two consumers did beside each other has no order.
    let others = deliveries([2], thread: 1) + deliveries([0, 1], thread: 2)
    #expect(others.mismatch(count: 3, producers: 1) == nil)
  }
}
