// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// Waits of demos: all of them end when the run is stopped.
extension WorkQueue {
  /// Takes an item to be finished, and blocks until there is one.
  ///
  /// - Returns: `nil` once the queue is closed and empty.
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  package func nextUntilClosed(
    in context: borrowing WorkContext
  ) throws(CancellationError) -> Lease<Element>? {
    do {
      return try next(in: context)
    } catch is QueueError {
      return nil
    } catch {
      throw CancellationError()
    }
  }

  /// Puts an item into a queue that nobody closes meanwhile, and blocks until there is room.
  ///
  /// - Throws: `CancellationError` as soon as the task is asked to stop.
  package func putUntilStopped(
    _ element: Element,
    in context: borrowing WorkContext
  ) throws(CancellationError) {
    do { try put(element, in: context) } catch { throw CancellationError() }
  }

  /// Blocks until everything that was put is done.
  ///
  /// For the thread that plays a round, which has no context to ask.
  ///
  /// - Throws: `CancellationError` if the run is stopped, noticed within 20 ms.
  package func join(on stage: DemoStage) throws(CancellationError) {
    while (try? join(upTo: .milliseconds(20))) != true {
      if stage.pace.isStopped { throw CancellationError() }
    }
  }

  /// Takes everything that is in it without waiting.
  package func drain() -> [Element] {
    var all: [Element] = []
    while let element = (try? tryGet()) ?? nil { all.append(element) }
    return all
  }
}
