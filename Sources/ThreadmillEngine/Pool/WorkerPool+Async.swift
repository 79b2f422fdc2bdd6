// SPDX-License-Identifier: Apache-2.0

extension WorkerPool {
  /// The asynchronous form of ``shutdown(_:)``: it suspends instead of blocking.
  ///
  /// The waiting is done by a thread that lives as long as this call.
  ///
  /// - Parameter ladder: how politely.
  /// - Returns: what became of tasks and workers.
  @discardableResult
  public func shutdown(_ ladder: ShutdownLadder = .drain) async -> ShutdownReport {
    let thread = WorkerThread(name: "shutdown") { self.shutdownBlocking(ladder) }
    do {
      try thread.start()
      return try await thread.future.value
    } catch {
      // No thread to be had: blocking here is better than not shutting down.
      return shutdownBlocking(ladder)
    }
  }

  private func shutdownBlocking(_ ladder: ShutdownLadder) -> ShutdownReport { shutdown(ladder) }
}
