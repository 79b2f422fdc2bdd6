// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine
internal import ThreadmillTelemetry

/// The threads on both sides of a queue: as many producers as the knob `producers` says, and as many
/// consumers as the knob `workers` says, also while they run.
///
/// The lanes of the producers come first.
package final class QueueCrew: StageMachine {
  package static var isEmptyBetweenRounds: Bool { true }

  /// Those who put; their number stays.
  package let producers: Crew<Int>
  /// Those who take.
  package let consumers: Crew<Int>
  private let producerCount: Int

  /// Makes a crew without threads.
  package init(_ stage: DemoStage) {
    producerCount = stage.settings.int("producers")
    producers = Crew(stage, target: producerCount)
    consumers = Crew(stage)
  }

  /// The lane of the consumer of that number; a producer's is its own number.
  package func lane(ofConsumer number: Int) -> Int { producerCount + number }

  // MARK: The machine

  package func resize(to workers: Int) throws(PoolError) { try consumers.resize(to: workers) }

  package func pause() {}

  package func resume() {}

  package func picture() -> MachinePicture {
    let (putting, taking) = (producers.picture(), consumers.picture())
    let takers = taking.workers.map { worker in
      var worker = worker
      worker.id = lane(ofConsumer: worker.id)
      return worker
    }
    return MachinePicture(
      workers: putting.workers + takers,
      counts: putting.counts + taking.counts,
      cpu: putting.cpu + taking.cpu
    )
  }

  package func close() {
    producers.close()
    consumers.close()
  }
}

extension StagedDemo where Machine == QueueCrew {
  package func makeMachine(_ stage: DemoStage) -> QueueCrew { QueueCrew(stage) }
}
