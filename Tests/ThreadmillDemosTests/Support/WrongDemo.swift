// SPDX-License-Identifier: Apache-2.0
import ThreadmillDemos
import ThreadmillEngine

/// A demo that goes wrong as it is told, to see that somebody notices.
struct WrongDemo: StagedDemo {
  /// What goes wrong.
  enum Fault: Sendable {
    /// A result is another one than the oracle's, from the second round on.
    case result
    /// A task throws.
    case task
    /// There is no machine.
    case machine
  }

  struct Mishap: Error {}

  let fault: Fault

  var info: DemoInfo { PoolSubmit().info }

  func makeMachine(_ stage: DemoStage) throws(PoolError) -> DemoPool {
    let machine = try DemoPool(stage)
    if fault == .machine { try machine.resize(to: 0) }
    return machine
  }

  func play(_ stage: DemoStage, _ workers: DemoPool) throws -> [Download] {
    let results = try (0..<stage.tasks).map { id in
      try workers.pool.submit { () throws(Mishap) in
        if fault == .task && id == 3 { throw Mishap() }
        return Download(id)
      }.wait()
    }
    let isSecond = workers.picture().counts.finished > stage.tasks
    return fault == .result && isSecond ? results.reversed() : results
  }

  func mismatch(_ downloads: [Download], _ round: RoundReport) -> String? {
    PoolSubmit().mismatch(downloads, round)
  }

  func idealTime(_ round: RoundReport) -> IdealTime? { nil }

  func aha(_ downloads: [Download], _ round: RoundReport) -> String { "" }

  func resultFields(_ downloads: [Download], _ round: RoundReport) -> [EndCard.ResultField] { [] }

  func suggestions(_ settings: KnobSettings) -> [EndCard.Suggestion] { [] }
}
