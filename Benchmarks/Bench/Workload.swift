// SPDX-License-Identifier: Apache-2.0

/// One benchmark: what the peers' programs do under the same name, with our engine.
protocol Workload {
  /// What it is called on the command line and in the rows.
  static var name: String { get }

  /// Measures every configuration and prints one row for each.
  static func run() throws
}
