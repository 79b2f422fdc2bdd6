// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTelemetry

/// What a cell of a map says of a worker, or of a group of them: a state, and how far its task is.
///
/// The same facts as in ``LaneFace``, without its words: a heat map asks for thousands per frame, of
/// ``RunState/mark(of:)``.
package struct LaneMark: Sendable, Hashable {
  /// A state, from the calmest to the worst: in a group the worst one shows.
  package enum Kind: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case finished, idle, starting, running, waiting, cancelled, blocked, lost, failed

    package static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }
  }

  /// The state.
  package private(set) var kind: Kind
  /// The share of the task that is done, or of the last second that was busy, in `0...1`; `nil`
  /// where none is known.
  package private(set) var share: Double?
  /// Whether it stands still because the run is paused.
  package private(set) var isHeld: Bool

  /// Creates a mark.
  package init(_ kind: Kind, share: Double? = nil, isHeld: Bool = false) {
    self.kind = kind
    self.share = share
    self.isHeld = isHeld
  }

  /// Takes another worker of the same cell in: the worse state wins, and of two in that state the one
  /// that is less far.
  package mutating func merge(_ other: LaneMark) {
    if other.kind > kind {
      self = other
    } else if other.kind == kind, let far = other.share, far < share ?? .infinity {
      self = other
    }
  }
}

extension LaneMark.Kind {
  /// The state of a worker.
  package init(_ state: WorkerState) {
    self =
      switch state {
      case .starting: .starting
      case .idle: .idle
      case .running: .running
      case .waiting: .waiting
      case .blocked: .blocked
      case .finished: .finished
      case .failed: .failed
      case .cancelled: .cancelled
      case .lost: .lost
      }
  }

  /// Whether there is a task, so that a bar is drawn even where its share is not known.
  package var isBusy: Bool { self == .running || self == .waiting || self == .blocked }

  /// The state in a word, as ``Tally`` counts it.
  package var word: String {
    switch self {
    case .finished: "done"
    case .idle: "idle"
    case .starting: "start"
    case .running: "run"
    case .waiting: "wait"
    case .cancelled: "cancel"
    case .blocked: "block"
    case .lost: "lost"
    case .failed: "failed"
    }
  }

  /// The state's sign in a lane.
  package var glyph: Glyph {
    switch self {
    case .finished: .done
    case .idle: .idle
    case .starting: .starting
    case .running: .running
    case .waiting: .waiting
    case .cancelled: .cancelled
    case .blocked: .blocked
    case .lost: .lost
    case .failed: .failed
    }
  }

  /// How the state looks.
  package var role: Role {
    switch self {
    case .finished: .done
    case .idle, .starting: .idle
    case .running: .running
    case .waiting: .waiting
    case .cancelled: .cancelled
    case .blocked: .blocked
    case .lost, .failed: .failed
    }
  }
}
