// SPDX-License-Identifier: Apache-2.0

/// What only few tasks have, apart, so that the others are small.
final class TaskExtras: Sendable {
  /// What the submitter called the task.
  let name: String

  init(name: String) { self.name = name }
}
