// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// Turns standard output and standard error into lines for the Log, while the screen is up.
///
/// Whatever a demo, a C library or the Swift runtime prints, would otherwise end in the middle of the
/// screen. A thread of its own empties the pipes into a bounded ring, so that no writer ever waits;
/// lines that find the ring full are dropped and counted.
package struct StandardStreamCapture: ~Copyable {
  private let reader: StreamReader
  private let saved: [OwnedDescriptor]
  /// Held although nobody here writes: a demo that closes 1 and 2 would leave the pipes without a writer,
  /// and then they never stop waking their reader.
  private let writers: [OwnedDescriptor]
  private var isOpen = true

  /// Begins to capture.
  ///
  /// - Throws: ``TerminalError`` with code `system` if a descriptor or the thread cannot be had.
  package init() throws(TerminalError) {
    let saved = [
      try OwnedDescriptor(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), "cannot keep standard output"),
      try OwnedDescriptor(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), "cannot keep standard error"),
    ]
    let output = try Self.makePipe()
    let error = try Self.makePipe()
    let reader = try StreamReader(output: output.reading, error: error.reading)
    try reader.start()
    tm_standard_output_flush()
    dup2(output.writing.number, STDOUT_FILENO)
    dup2(error.writing.number, STDERR_FILENO)
    tm_standard_output_by_line()
    self.saved = saved
    writers = [output.writing, error.writing]
    self.reader = reader
  }

  deinit {
    if isOpen { Self.restore(saved, reader) }
  }

  /// To poll: readable when ``read()`` has something.
  package var descriptor: Int32 { reader.ready.number }
  /// Lines that found no room, since the beginning.
  package var droppedCount: Int { reader.ring.droppedCount }

  /// The lines printed since the last time, oldest first; never waits.
  ///
  /// The beginning of a line is given as a line when its end has not come for 200 ms.
  package func read() -> [CapturedLine] {
    var count: UInt64 = 0
    _ = Glibc.read(reader.ready.number, &count, MemoryLayout.size(ofValue: count))
    return reader.ring.drain()
  }

  /// Gives both streams back to what they were.
  ///
  /// - Returns: The lines not read so far.
  package mutating func close() -> [CapturedLine] {
    guard isOpen else { return [] }
    isOpen = false
    Self.restore(saved, reader)
    return reader.ring.drain()
  }

  private static func restore(_ saved: [OwnedDescriptor], _ reader: StreamReader) {
    tm_standard_output_flush()
    dup2(saved[0].number, STDOUT_FILENO)
    dup2(saved[1].number, STDERR_FILENO)
    reader.join()
  }

  private static func makePipe() throws(TerminalError) -> (
    reading: OwnedDescriptor, writing: OwnedDescriptor
  ) {
    var ends: (Int32, Int32) = (-1, -1)
    let error = tm_pipe(&ends.0, &ends.1)
    guard error == 0 else { throw TerminalError(.system, "no pipe", errno: error) }
    return (try OwnedDescriptor(ends.0, "no pipe"), try OwnedDescriptor(ends.1, "no pipe"))
  }
}
