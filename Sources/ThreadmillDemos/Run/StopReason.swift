// SPDX-License-Identifier: Apache-2.0

/// Why a run was stopped.
package enum StopReason: String, Sendable, Hashable {
  /// A person said so.
  case requested
  /// Another demo was started.
  case replaced
  /// Nobody has pressed a key for two minutes.
  case unattended
  /// The application ends.
  case quitting
}
