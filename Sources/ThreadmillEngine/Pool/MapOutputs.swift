// SPDX-License-Identifier: Apache-2.0

/// The outputs of a `map`, into which its chunks write, each its own range.
@safe
@usableFromInline
struct MapOutputs<Output, Failure: Error>: @unchecked Sendable {
  // Safety: a pointer is never Sendable. Its memory is written only in ranges that do not overlap, each by
  // the one task that has it, and is read and freed by the owner after all tasks have ended, which
  // acquires what they have written. The values go from thread to thread: every `map` demands of them to
  // be Sendable.

  @usableFromInline let base: UnsafeMutablePointer<Output>
  @usableFromInline let count: Int
  @usableFromInline let firstFailure = FirstFailure<Failure>()

  /// Room that belongs to somebody else.
  @usableFromInline
  init(base: UnsafeMutablePointer<Output>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// Room that is freed with ``takeAll()`` or ``free()``.
  @usableFromInline
  init(count: Int) { unsafe self.init(base: .allocate(capacity: count), count: count) }

  /// Moves all the outputs out of their room and frees that.
  @inlinable
  func takeAll() -> [Output] {
    defer { free() }
    return unsafe [Output](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe buffer.baseAddress?.moveInitialize(from: base, count: count)
      filled = count
    }
  }

  /// Frees the room of outputs that are no more.
  @usableFromInline
  func free() { unsafe base.deallocate() }

  /// Transforms the inputs of a range, all of them, also after a failure.
  ///
  /// Inlined into the client: the loop must know its types, and the closure, or it is ten times slower.
  ///
  /// - Returns: `finished` if the range is full of outputs; otherwise it holds none.
  @inlinable
  @inline(__always)
  func fill<Inputs: RandomAccessCollection>(
    _ range: Range<Int>,
    from inputs: Inputs,
    _ context: borrowing WorkContext,
    _ transform: (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) -> TaskEnding {
    var place = range.lowerBound
    do throws(Failure) {
      try fill(&place, to: range.upperBound, from: inputs, context, transform)
      return .finished
    } catch {
      unsafe (base + range.lowerBound).deinitialize(count: place - range.lowerBound)
      return note(error, at: place, goingOnTo: range.upperBound, from: inputs, context, transform)
    }
  }

  /// Transforms inputs until one fails; `place` is then its number.
  @inlinable
  @inline(__always)
  func fill<Inputs: RandomAccessCollection>(
    _ place: inout Int,
    to end: Int,
    from inputs: Inputs,
    _ context: borrowing WorkContext,
    _ transform: (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) throws(Failure) {
    var index = inputs.index(inputs.startIndex, offsetBy: place)
    while place < end {
      unsafe (base + place).initialize(to: try transform(context, inputs[index]))
      inputs.formIndex(after: &index)
      place += 1
    }
  }

  /// Transforms what comes after a failure; its outputs are thrown away.
  ///
  /// - Returns: the worst of all endings.
  @inlinable
  @inline(never)
  func note<Inputs: RandomAccessCollection>(
    _ error: Failure,
    at place: Int,
    goingOnTo end: Int,
    from inputs: Inputs,
    _ context: borrowing WorkContext,
    _ transform: (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) -> TaskEnding {
    let first = TaskError(thrown: error, context)
    firstFailure.note(first, at: place)
    var ending = first.ending
    for place in place + 1..<end {
      do throws(Failure) {
        let index = inputs.index(inputs.startIndex, offsetBy: place)
        _ = try transform(context, inputs[index])
      } catch {
        let failure = TaskError(thrown: error, context)
        firstFailure.note(failure, at: place)
        ending.include(failure.ending)
      }
    }
    return ending
  }
}
