// SPDX-License-Identifier: Apache-2.0

/// What a future asks of the code that knows its types.
@safe
@usableFromInline
package enum FutureDuty {
  /// Run the task, after letting go of what it has captured keep its outcome, and say how it ended.
  ///
  /// Safety: the context lives as long as the call.
  case run(UnsafePointer<WorkContext>)
  /// Announce an end without an outcome, then let go of the work: that may be somebody's code, and it
  /// may look at this very future, or wait for it.
  case end
  /// Let go of what is kept, because the future itself goes.
  case free
}
