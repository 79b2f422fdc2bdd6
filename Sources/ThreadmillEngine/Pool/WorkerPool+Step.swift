// SPDX-License-Identifier: Apache-2.0

extension WorkerPool {
  /// Lets one of the queued tasks start although the pool is paused; it stays paused.
  public func step() { step(1) }
}
