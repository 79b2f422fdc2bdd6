// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

extension NcursesScreen {
  /// What was typed since the last time, oldest first; never waits longer than an Esc needs (25 ms).
  ///
  /// - Returns: At most 256 keys or so. If there may be more, ``inputDescriptor`` or ``hasMoreKeys`` says so.
  package mutating func readKeys() -> [Key] {
    guard let session, session.isActive else { return [] }
    var events: [Int32] = []
    // Not after an Esc, which would have lost what it begins.
    while events.count < Self.mostEvents || events.last == Self.escape,
      events.count < 2 * Self.mostEvents, let event = session.keys.readEvent()
    {
      // Its own announcement of a size that we gave it.
      if event != Curses.KeyNumber.resize { events.append(event) }
    }
    hasMoreKeys = events.count >= Self.mostEvents
    if events.isEmpty {
      isHungUp = Self.isHungUp(session.terminal)
      return []
    }
    return decoder.decode(events, at: .nanoseconds(tm_monotonic_nanoseconds()))
  }

  private static var mostEvents: Int { 256 }
  private static var escape: Int32 { 0x1B }

  private static func isHungUp(_ terminal: Int32) -> Bool {
    var state = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) > 0 && Int32(state.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0
  }
}
