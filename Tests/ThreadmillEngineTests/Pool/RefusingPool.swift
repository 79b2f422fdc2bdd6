// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import ThreadmillEngine
import ThreadmillTelemetry

/// A pool as a client might write one, made of nothing of the engine's: it takes some works, which
/// all fail to finish, and refuses the rest.
final class RefusingPool: WorkerPool {
  private let left: Int
  private let asked = Tally()

  /// - Parameter count: how many works it takes.
  init(taking count: Int) { left = count }

  /// How many works it was offered.
  var offers: Int { asked.value }

  func submit<Work: PortableWork>(_ work: Work, name: String?) -> Future<Work.Output, Work.Failure>
  {
    Future(.failure(asked.add() <= left ? .abandoned : .shutDown))
  }

  func resize(to workers: Int) {}
  func pause() {}
  func resume() {}
  func step(_ count: Int) {}
  func snapshot() -> PoolSnapshot { SerialPool().snapshot() }
  func events() -> EventFeed { EventHub().subscribe() }
  func shutdown(_ ladder: ShutdownLadder) -> ShutdownReport { SerialPool().shutdown(ladder) }
}
