// SPDX-License-Identifier: Apache-2.0

/// Places for elements, numbered from 0 on for ever, of which so many in a row exist at a time.
///
/// It knows neither where the row begins nor where it ends: those who put and those who take do, and may
/// be at work at the same time. Growing is O(elements), everything else O(1). Own code because it lies on
/// the path of every item, where an `Array` of optionals costs a check and a copy of the case for each.
@safe
@usableFromInline
struct Ring<Element>: ~Copyable {
  // Safety: `places` has room for `mask + 1` elements. Which of them are initialized its owner knows.
  @usableFromInline var places: UnsafeMutablePointer<Element>
  @usableFromInline var mask: Int

  @inlinable
  init() {
    mask = 15
    unsafe places = .allocate(capacity: 16)
  }

  @inlinable
  deinit { unsafe places.deallocate() }

  /// How many places there are.
  @usableFromInline var capacity: Int {
    @inlinable @inline(__always) get { mask + 1 }
  }

  /// Puts an element into a place where none is.
  @inlinable
  @inline(__always)
  borrowing func put(_ element: consuming Element, at number: Int) {
    unsafe (places + (number & mask)).initialize(to: element)
  }

  /// Takes the element out of a place where one is.
  @inlinable
  @inline(__always)
  borrowing func take(at number: Int) -> Element { unsafe (places + (number & mask)).move() }

  /// Doubles the number of places; nobody else is at it.
  ///
  /// - Parameter numbers: where elements are.
  @usableFromInline
  @inline(never)
  mutating func grow(keeping numbers: Range<Int>) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    let largerMask = mask * 2 + 1
    for number in numbers {
      unsafe (larger + (number & largerMask)).moveInitialize(
        from: places + (number & mask),
        count: 1
      )
    }
    unsafe places.deallocate()
    unsafe places = larger
    mask = largerMask
  }
}
