// SPDX-License-Identifier: Apache-2.0

/// What goes through the queue of ``ProducerConsumer``.
enum Errand: Sendable, Hashable {
  /// Something to do, by its number.
  case item(Int)
  /// Nothing more will come; for the one who takes it.
  case pill
}
