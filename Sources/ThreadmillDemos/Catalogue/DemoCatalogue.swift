// SPDX-License-Identifier: Apache-2.0

/// All demos, in the order of the menu.
package enum DemoCatalogue {
  /// The demos.
  package static let demos: [any Demo] = [
    BasicThreads(), ReturnValue(), PoolSubmit(), PoolMap(), AsCompleted(),
  ]

  /// The demo of that id.
  package static func demo(_ id: String) -> (any Demo)? { demos.first { $0.info.id == id } }
}
