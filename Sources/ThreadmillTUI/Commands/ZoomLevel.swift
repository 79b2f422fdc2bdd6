// SPDX-License-Identifier: Apache-2.0

/// How much of each worker the Run view shows; the more workers, the less of each.
package enum ZoomLevel: String, Sendable, Hashable, CaseIterable {
  /// The first of the others that shows all workers at once.
  case auto
  /// One worker per row.
  case lane
  /// Two to four workers side by side.
  case columns
  /// A number, a state and a bar of four cells.
  case micro
  /// One cell, for one worker or for several.
  case heat

  /// What a person gets to see, in a few words.
  package var summary: String {
    switch self {
    case .auto: "the first of the others that shows all workers"
    case .lane: "one worker per row"
    case .columns: "two to four workers side by side"
    case .micro: "number, state and a bar of four cells"
    case .heat: "one cell per worker, or per group of them"
    }
  }

  /// The next one, and after the last the first.
  package var next: ZoomLevel {
    let all = Self.allCases
    let index = all.firstIndex(of: self) ?? 0
    return all[(index + 1) % all.count]
  }
}
