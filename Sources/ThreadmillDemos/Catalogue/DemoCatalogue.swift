// SPDX-License-Identifier: Apache-2.0

/// All demos, in the order of the menu.
package enum DemoCatalogue {
  /// The demos.
  package static let demos: [any Demo] = [
    BasicThreads(), ReturnValue(), ThreadLocalDemo(), DaemonThreads(),
    LockRace(), RecursiveLockDemo(), SemaphoreDemo(), EventDemo(), ConditionDemo(), BarrierDemo(),
    Deadlock(), ReadersWriter(),
    PoolSubmit(), PoolMap(), AsCompletedDemo(),
    ProducerConsumer(), Backpressure(),
  ]

  /// The demo of that id.
  package static func demo(_ id: String) -> (any Demo)? { demos.first { $0.info.id == id } }

  /// The id of the demo below that one in the menu; `nil` for the last one.
  static func demo(after id: String) -> String? {
    guard let index = demos.firstIndex(where: { $0.info.id == id }) else { return nil }
    return index + 1 < demos.count ? demos[index + 1].info.id : nil
  }
}
