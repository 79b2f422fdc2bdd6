// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// When the next frame is due.
///
/// Nothing to draw means no frame at all, and so no wake-up. What moves by itself is drawn at 10
/// frames a second, less on a slow terminal and one a second without the focus. What a key has
/// done is drawn at once; only a flood of keys is drawn no more often than 60 times a second.
package struct FramePacing: Sendable, Hashable {
  /// Whether something has changed since the last frame.
  package private(set) var isDirty = true
  /// Whether a key has changed something since the last frame.
  package private(set) var isUrgent = true
  /// Whether what the next frame shows may change once more a moment later.
  private var isUnsettled = false
  private var lastFrame: Duration?
  private var lastSlow: Duration?
  private var level = 0

  /// Frames for what moves, by how slow the terminal is: htop-like at best, readable at worst.
  private static let intervals: [Duration] = [
    .milliseconds(100), .milliseconds(200), .milliseconds(500),
  ]
  /// Frames for what nobody looks at.
  private static let unfocused: Duration = .seconds(1)
  /// The shortest time between two frames.
  private static let least: Duration = .milliseconds(16)
  /// How long a terminal must keep up before it is given more frames.
  private static let recovery: Duration = .seconds(3)

  /// Creates the pacing of a screen that has shown nothing.
  package init() {}

  /// Frames per second that the terminal takes, if that is fewer than it is offered.
  package var slowRate: Int? { level == 0 ? nil : level == 1 ? 5 : 2 }

  /// Notes that something has changed.
  package mutating func touch(isUrgent: Bool = false) {
    isDirty = true
    self.isUrgent = self.isUrgent || isUrgent
  }

  /// Notes that something was asked of a run: its workers may answer after the next frame, and in a
  /// paused run nothing would show it.
  package mutating func touchUnsettled() {
    touch(isUrgent: true)
    isUnsettled = true
  }

  /// When the next frame is to be drawn; `nil` if there is nothing to draw.
  package func due(isMoving: Bool, hasFocus: Bool) -> Duration? {
    guard isDirty || isMoving else { return nil }
    guard let lastFrame else { return .zero }
    if isUrgent { return lastFrame + Self.least }
    return lastFrame
      + (hasFocus ? Self.intervals[level] : max(Self.unfocused, Self.intervals[level]))
  }

  /// Notes what has become of a frame.
  package mutating func drew(_ outcome: PresentOutcome, at time: Duration) {
    lastFrame = time
    isUrgent = false
    isDirty = isUnsettled
    isUnsettled = false
    switch outcome {
    case .dropped, .delayed:
      // A dropped frame is still owed: the newest state must be the last one shown.
      isDirty = isDirty || outcome == .dropped
      // One frame late is a hiccup, the next one within a second is slowness.
      if let lastSlow, time - lastSlow < .seconds(1) {
        level = min(level + 1, Self.intervals.count - 1)
      }
      lastSlow = time
    case .shown, .unchanged, .inactive:
      guard level > 0, let slow = lastSlow, time - slow > Self.recovery else { return }
      level -= 1
      lastSlow = level > 0 ? time : nil
    }
  }
}
