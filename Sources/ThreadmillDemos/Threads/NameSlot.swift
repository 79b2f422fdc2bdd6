// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillEngine

/// Where a thread of the demo keeps a name: in a place of its own, or in the one place of all.
enum NameSlot: Sendable {
  /// A place for each thread.
  case own(ThreadLocal<String>)
  /// One place for all.
  case shared(Guarded<String?>)

  /// The name that the calling thread finds.
  var name: String? {
    switch self {
    case .own(let local): local.value
    case .shared(let place): place.withLock { $0 }
    }
  }

  /// Keeps a name for the calling thread, or for whoever looks.
  func keep(_ name: String) {
    switch self {
    case .own(let local): local.value = name
    case .shared(let place): place.withLock { $0 = name }
    }
  }
}
