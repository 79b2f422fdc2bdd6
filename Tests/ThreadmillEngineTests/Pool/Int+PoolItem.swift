// SPDX-License-Identifier: Apache-2.0

package import ThreadmillEngine

/// Numbers stand for tasks; hundred thousands are their priority.
extension Int: PoolItem {
  package var priority: WorkPriority { WorkPriority(rawValue: Int8(clamping: self / 100_000)) }
}
