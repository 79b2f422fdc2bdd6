// SPDX-License-Identifier: Apache-2.0

/// Elements in a row that grows, taken from either end.
///
/// Every operation is O(1), growing amortized. Own code because it lies on the path of every item, where
/// an `Array` of optionals costs a check and a copy of the case for each.
@safe
@usableFromInline
struct Ring<Element>: ~Copyable {
  // Safety: `places` has room for `mask + 1` elements, of which the `count` from `head` on, around the end,
  // are initialized.
  @usableFromInline var places: UnsafeMutablePointer<Element>
  @usableFromInline var mask: Int
  @usableFromInline var head = 0
  /// How many elements there are.
  @usableFromInline var count = 0

  @inlinable
  init() {
    mask = 15
    unsafe places = .allocate(capacity: 16)
  }

  @inlinable
  deinit {
    for offset in 0..<count { unsafe (places + ((head + offset) & mask)).deinitialize(count: 1) }
    unsafe places.deallocate()
  }

  @inlinable
  @inline(__always)
  mutating func append(_ element: consuming Element) {
    if count > mask { grow() }
    unsafe (places + ((head + count) & mask)).initialize(to: element)
    count += 1
  }

  /// Takes the oldest element; there is one.
  @inlinable
  @inline(__always)
  mutating func removeFirst() -> Element {
    let element = unsafe (places + head).move()
    head = (head + 1) & mask
    count -= 1
    return element
  }

  /// Takes the newest element; there is one.
  @inlinable
  mutating func removeLast() -> Element {
    count -= 1
    return unsafe (places + ((head + count) & mask)).move()
  }

  @usableFromInline
  @inline(never)
  mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: (mask + 1) * 2)
    let first = min(count, mask + 1 - head)
    unsafe larger.moveInitialize(from: places + head, count: first)
    unsafe (larger + first).moveInitialize(from: places, count: count - first)
    unsafe places.deallocate()
    unsafe places = larger
    mask = mask * 2 + 1
    head = 0
  }
}
