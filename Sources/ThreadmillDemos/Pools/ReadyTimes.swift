// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// Notes for an oracle when each of several futures lies ready to be taken.
///
/// It notes in callbacks, and `asCompleted` registers waiters, which run before callbacks whatever
/// the order of registration: what is noted here is ready there.
package final class ReadyTimes: Sendable {
  private let times = Guarded<[Int: Duration]>([:])

  /// Begins to note.
  package init<Value, Failure>(
    _ futures: [Future<Value, Failure>],
    now: @escaping @Sendable () -> Duration
  ) {
    for (id, future) in futures.enumerated() {
      future.onCompletion { [times] _ in
        let time = now()
        times.withLock { $0[id] = time }
      }
    }
  }

  /// When the future at that place was ready, if it has been noted.
  package subscript(id: Int) -> Duration? { times.withLock { $0[id] } }
}
