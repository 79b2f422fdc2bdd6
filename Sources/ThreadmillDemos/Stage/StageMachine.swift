// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// The real component that a demo shows, as the run handles it: a pool, or a crew of threads.
package protocol StageMachine: AnyObject, Sendable {
  /// Whether its workers live for a round only.
  static var isEmptyBetweenRounds: Bool { get }

  /// Brings it to `workers` workers without waiting.
  ///
  /// - Throws: `PoolError` if the system refuses.
  func resize(to workers: Int) throws(PoolError)
  /// Starts no further task until resumed.
  func pause()
  /// Goes on.
  func resume()
  /// Everything about it at this instant.
  func picture() -> MachinePicture
  /// Ends it; blocks until its threads are gone. What had not started is cancelled.
  func close()
}
