// SPDX-License-Identifier: Apache-2.0

/// How the permits of ``SemaphoreDemo`` are counted, and whether somebody makes a mistake.
package enum PermitVariant: String, Sendable, Hashable, CaseIterable {
  /// A semaphore whose permits are taken and given back in pairs.
  case plain
  /// The same, but somebody gives back a permit that nobody had taken.
  case extra
  /// A bounded semaphore, and the same mistake.
  case bounded
}
