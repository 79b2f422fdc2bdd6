// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine
internal import ThreadmillTelemetry

/// A place for items: a producer puts them in, consumers wait until there is one.
final class ItemStore: Sendable {
  let style: WaitStyle
  /// Whether each item wakes all consumers, or one.
  let wakesAll: Bool
  private let lock = Lock(name: "store")
  private let filled = Condition(name: "not empty")
  /// Only touched under `lock`; guarded once more so that pictures may be taken without it.
  private let content = Guarded((items: [Int](), facts: StoreFacts(), isClosed: false))

  init(_ style: WaitStyle, wakesAll: Bool) {
    self.style = style
    self.wakesAll = wakesAll
  }

  /// What has happened so far.
  var facts: StoreFacts { content.withLock { $0.facts } }

  /// The lock and the condition.
  var primitives: [SyncSnapshot] { [lock.snapshot(), filled.snapshot()].compactMap(\.self) }

  // MARK: The producer

  /// Puts an item in, behind those that are there.
  ///
  /// The producer has no task that could be stopped; it waits for a lock that nobody holds for long.
  func put(_ item: Int) {
    lock.withLock {
      content.withLock { content in
        content.items.append(item)
        content.facts.put += 1
      }
    }
    if wakesAll { filled.notifyAll() } else { filled.notify() }
  }

  /// Says that no more will come.
  func close() {
    lock.withLock { content.withLock { $0.isClosed = true } }
    filled.notifyAll()
  }

  // MARK: A consumer

  /// Takes the oldest item, and waits until there is one.
  ///
  /// - Returns: the item, -1 if the consumer reached into the empty store, or `nil` if no more will
  ///   come.
  /// - Throws: `CancellationError` as soon as the task is asked to stop; then nothing was taken.
  func take(_ context: borrowing WorkContext) throws(CancellationError) -> Int? {
    try lock.acquire(in: context)
    defer { try? lock.release() }
    switch style {
    case .loop: while mustWait { try wait(context) }
    case .once: if mustWait { try wait(context) }
    }
    return content.withLock { content in
      if content.items.isEmpty {
        if content.isClosed { return nil }
        content.facts.mistakes += 1
        return -1
      }
      let item = content.items.removeFirst()
      content.facts.taken.append(item)
      return item
    }
  }

  private var mustWait: Bool { content.withLock { $0.items.isEmpty && !$0.isClosed } }

  private func wait(_ context: borrowing WorkContext) throws(CancellationError) {
    do {
      try filled.wait(releasing: lock, in: context)
    } catch {
      // The lock is held here, so that a stop is all that can have happened.
      throw CancellationError()
    }
    content.withLock { content in
      guard !content.isClosed else { return }
      content.facts.wakes += 1
      if content.items.isEmpty { content.facts.vainWakes += 1 }
    }
  }
}
