// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
package import ThreadmillTelemetry

/// What a demo puts on show; all of it stands until the next round shows something.
extension DemoStage {
  /// Shows a named primitive beside the lanes: who holds it, who waits.
  package func show(_ primitive: @escaping @Sendable () -> SyncSnapshot?) {
    show(all: { [primitive()].compactMap(\.self) })
  }

  /// Shows several named primitives beside the lanes.
  package func show(all primitives: @escaping @Sendable () -> [SyncSnapshot]) {
    exhibits.withLock { $0.add(primitives: primitives) }
  }

  /// Shows a queue beside the lanes.
  package func show(queue: @escaping @Sendable () -> QueueSnapshot) {
    exhibits.withLock { $0.add(queue: queue) }
  }

  /// Shows how much of the round is done where its tasks do not tell, because threads share its items.
  ///
  /// - Parameters:
  ///   - unit: what is counted, such as `items`.
  ///   - count: asked whenever a picture is taken; any thread, and quick.
  package func show(
    progressOf unit: String,
    _ count: @escaping @Sendable () -> (done: Int, total: Int)
  ) {
    exhibits.withLock { $0.progress = (unit, count) }
  }

  /// Shows a fact beside the lanes.
  ///
  /// - Parameters:
  ///   - label: what it is about, in one or two words.
  ///   - value: asked whenever a picture is taken; any thread, and quick.
  package func show(_ label: String, _ value: @escaping @Sendable () -> RunFact.Value) {
    exhibits.withLock { $0.add(label, value) }
  }

  /// Remembers a number of this round under a name, for the rounds that follow.
  ///
  /// - Returns: the numbers of that name, oldest first, the last 64 of them.
  @discardableResult
  package func remember(_ name: String, _ number: Int) -> [Int] {
    memory.withLock { memory in
      memory[name, default: []].append(number)
      if let count = memory[name]?.count, count > 64 { memory[name]?.removeFirst() }
      return memory[name] ?? []
    }
  }

  /// The numbers that were remembered under a name, oldest first.
  package func remembered(_ name: String) -> [Int] { memory.withLock { $0[name] ?? [] } }
}
