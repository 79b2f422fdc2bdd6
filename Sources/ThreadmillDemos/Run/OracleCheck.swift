// SPDX-License-Identifier: Apache-2.0

/// How a round's result compares with the serial oracle's.
package enum OracleCheck: String, Sendable, Hashable {
  case match
  case mismatch
  /// There was no complete round to compare.
  case none
}
