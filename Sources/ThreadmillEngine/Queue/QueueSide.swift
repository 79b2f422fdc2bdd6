// SPDX-License-Identifier: Apache-2.0

/// Who waits at a queue: consumers for items, producers for room.
@usableFromInline
enum QueueSide { case consumers, producers }
