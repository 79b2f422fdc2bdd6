// SPDX-License-Identifier: Apache-2.0

/// Whom to wake once a queue's lock is released.
struct QueueCall {
  var wakesThread = false
  var task: Waiter?
  var moreTasks: [Waiter] = []

  func callTasks() {
    task?.call()
    for task in moreTasks { task.call() }
  }
}
