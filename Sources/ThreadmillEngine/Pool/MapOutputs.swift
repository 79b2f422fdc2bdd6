// SPDX-License-Identifier: Apache-2.0

/// The outputs of a `map`, into which its chunks write, each its own range.
@safe
@usableFromInline
struct MapOutputs<Output, Failure: Error>: @unchecked Sendable {
  // Safety: chunks are disjoint; the owner frees the memory after all of them have ended.
  @usableFromInline let base: UnsafeMutablePointer<Output>
  @usableFromInline let firstFailure = FirstFailure<Failure>()

  @usableFromInline
  init(base: UnsafeMutablePointer<Output>) { unsafe self.base = base }

  /// Transforms the inputs of a range, all of them, also after a failure.
  ///
  /// Inlined into the client: the loop must know its types.
  ///
  /// - Returns: `finished` if the range is full of outputs; otherwise it holds none.
  @inlinable
  func fill<Inputs: RandomAccessCollection>(
    _ range: Range<Int>,
    from inputs: Inputs,
    _ context: borrowing WorkContext,
    _ transform: (borrowing WorkContext, Inputs.Element) throws(Failure) -> Output
  ) -> TaskEnding {
    var index = inputs.index(inputs.startIndex, offsetBy: range.lowerBound)
    var filled = range.lowerBound
    var ending = TaskEnding.finished
    for place in range {
      do throws(Failure) {
        let output = try transform(context, inputs[index])
        if ending == .finished {
          unsafe (base + place).initialize(to: output)
          filled = place + 1
        }
      } catch {
        let failure = TaskError(thrown: error, context)
        firstFailure.note(failure, at: place)
        ending.include(failure.ending)
      }
      inputs.formIndex(after: &index)
    }
    if ending != .finished {
      unsafe (base + range.lowerBound).deinitialize(count: filled - range.lowerBound)
    }
    return ending
  }
}
