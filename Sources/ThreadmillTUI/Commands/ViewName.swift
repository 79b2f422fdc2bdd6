// SPDX-License-Identifier: Apache-2.0

/// The views, in the order of their digits.
package enum ViewName: String, Sendable, Hashable, CaseIterable {
  /// The menu of demos.
  case browse
  /// The lanes of a run.
  case run
  /// Everything that was printed.
  case log

  /// What its tab says.
  package var title: String {
    switch self {
    case .browse: "Browse"
    case .run: "Run"
    case .log: "Log"
    }
  }
}
