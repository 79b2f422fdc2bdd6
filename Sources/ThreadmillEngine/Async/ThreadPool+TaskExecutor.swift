// SPDX-License-Identifier: Apache-2.0

extension ThreadPool {
  /// A new executor that lets asynchronous code run on this pool's threads; it keeps the pool.
  ///
  /// Ask once and keep it: Swift takes two of them for two places, and goes from one to the other
  /// through the queue.
  public var taskExecutor: PoolTaskExecutor { PoolTaskExecutor(self) }
}
