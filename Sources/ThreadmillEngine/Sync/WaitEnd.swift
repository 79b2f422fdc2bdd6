// SPDX-License-Identifier: Apache-2.0

/// How a wait has ended.
enum WaitEnd: Hashable {
  /// What was waited for has come.
  case called
  /// Its limit has passed first.
  case late
  /// Whoever waits was asked to stop first.
  case interrupted
}
