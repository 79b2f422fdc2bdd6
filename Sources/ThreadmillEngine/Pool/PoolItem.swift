// SPDX-License-Identifier: Apache-2.0

/// What a pool queues, as far as its order is concerned.
package protocol PoolItem: Equatable {
  /// How urgent it is; changes only under the pool's lock.
  var priority: WorkPriority { get }
}
