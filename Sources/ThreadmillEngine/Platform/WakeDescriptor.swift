// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// A descriptor that becomes readable when somebody signals: how an interface that sleeps in
/// `poll` hears of the engine.
///
/// Any number of signals before ``clear()`` count as one. The descriptor is closed with the object.
public final class WakeDescriptor: Sendable {
  /// What to poll for reading; -1 if the system had no descriptor left, and then nothing is heard.
  public let descriptor: Int32

  /// Opens a descriptor.
  public init() { descriptor = tm_event_descriptor() }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Makes the descriptor readable; callable from any thread, never blocks.
  public func signal() {
    var one: UInt64 = 1
    _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Makes the descriptor unreadable until the next signal; never blocks.
  public func clear() {
    var count: UInt64 = 0
    _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
