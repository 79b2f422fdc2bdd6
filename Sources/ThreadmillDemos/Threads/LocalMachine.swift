// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// Threads for one task each, or a pool whose workers take one after another: as the knob `storage`
/// wants it.
package final class LocalMachine: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  /// What there is.
  package enum Kind: Sendable {
    /// Threads that end with their task.
    case threads(Crew<Int>)
    /// Workers that go on.
    case workers(DemoPool)
  }

  /// What there is.
  package let kind: Kind
  /// What each thread keeps; a pool's workers keep it from round to round.
  let local = ThreadLocal<String>()
  /// What each worker of the pool was given last, by its number: the ledger of the oracle.
  let ledger = Guarded<[Int: String]>([:])

  /// Makes what the knob `storage` asks for.
  ///
  /// - Throws: `PoolError` if the system refuses.
  package init(_ stage: DemoStage) throws(PoolError) {
    switch stage.settings.storage {
    case .threadLocal, .shared: kind = .threads(Crew(stage))
    case .pool, .taskLocal: kind = .workers(try DemoPool(stage))
    }
  }

  private var machine: any StageMachine {
    switch kind {
    case .threads(let crew): crew
    case .workers(let pool): pool
    }
  }

  package func resize(to workers: Int) throws(PoolError) { try machine.resize(to: workers) }

  package func pause() { machine.pause() }

  package func resume() { machine.resume() }

  package func picture() -> MachinePicture { machine.picture() }

  package func close() { machine.close() }
}

extension KnobSettings {
  /// Where names are kept.
  package var storage: NameStorage { NameStorage(rawValue: choice("storage")) ?? .threadLocal }
}
