// SPDX-License-Identifier: Apache-2.0

/// All demos, in the order of the menu.
package enum DemoCatalogue {
  package static let demos: [any Demo] = []

  /// The demo of that id.
  package static func demo(_ id: String) -> (any Demo)? { demos.first { $0.info.id == id } }
}
