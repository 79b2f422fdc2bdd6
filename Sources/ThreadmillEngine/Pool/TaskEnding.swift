// SPDX-License-Identifier: Apache-2.0

/// How a task that had started ended.
@usableFromInline
package enum TaskEnding: Sendable, Hashable {
  case finished
  case failed
  case cancelled
}
