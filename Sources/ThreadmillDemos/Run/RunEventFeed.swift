// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// A stream of what happens in a run.
package protocol RunEventFeed: AnyObject, Sendable {
  /// Takes what has been recorded since the last call, in order of time.
  func drain() -> [TaskEvent]
  /// How many events were lost because nobody drained; 0 when healthy.
  var droppedCount: UInt64 { get }
}
