// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// The documented exit codes.
package enum ExitCode {
  /// Everything went well.
  package static let success: Int32 = 0
  /// The oracle does not match, or something failed.
  package static let failure: Int32 = 1
  /// Bad usage.
  package static let usage: Int32 = 2

  /// The code of a program that a signal has ended, as shells count them.
  package static func ended(by signal: Int32) -> Int32 { 128 + signal }

  /// The code of a run that has ended by itself.
  static func of(_ card: EndCard) -> Int32 {
    card.outcome == .ok && card.check == .match ? success : failure
  }
}
