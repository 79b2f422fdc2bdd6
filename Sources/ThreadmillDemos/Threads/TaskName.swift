// SPDX-License-Identifier: Apache-2.0

/// The name that an asynchronous task carries with it.
enum TaskName {
  /// It follows the task, whatever thread goes on with it.
  @TaskLocal static var current: String?
}
