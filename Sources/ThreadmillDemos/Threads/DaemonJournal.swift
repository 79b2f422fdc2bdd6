// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import ThreadmillEngine

/// What a daemon of the daemon demo writes to a file while it works: a line for each beat of its time, the
/// first half at the beginning of the beat and the rest at its end.
///
/// So whoever is cut off leaves half a line, and what lay in the buffer is in no file at all.
struct DaemonJournal {
  /// What became of a daemon's lines.
  struct Remains: Hashable {
    /// What its part of the file says, in ASCII.
    var bytes: [UInt8]
    /// Lines that it was to write.
    var lineCount: Int
    /// Lines that are whole.
    var wholeCount: Int { bytes.count { $0 == DaemonJournal.newline } }
    /// The line that was begun and never ended, if there is one.
    var cutLine: String? {
      let rest = bytes.reversed().prefix { $0 != DaemonJournal.newline }.reversed()
      return rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
    }
    /// What its part of the file says.
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Whether a daemon can have written that, however far it came.
    var isPossible: Bool { DaemonJournal.whole(lineCount).hasPrefix(text) }
    /// Whether it is all that a daemon writes.
    var isWhole: Bool { text == DaemonJournal.whole(lineCount) }
  }

  /// Where the child process finds the file.
  static let descriptor: Int32 = 4
  /// How long a beat is in the run's time, where that makes no more lines than there is room for.
  private static let beat = Duration.milliseconds(20)
  private static let mostLines = 1000
  /// Bytes of the file that belong to one daemon: more than it writes.
  private static let room = 16384
  private static let lineEnd = "done\n"
  private static let newline = UInt8(ascii: "\n")

  /// The place of the daemon's part in the file; no two daemons of a process have the same.
  let place: Int
  /// Whether it writes when it is closed and not before.
  private let isBuffered: Bool
  private var buffer: [UInt8] = []
  private var written = 0

  init(place: Int, isBuffered: Bool) {
    self.place = place
    self.isBuffered = isBuffered
  }

  private static func start(of line: Int) -> String { "beat \(line) " }

  private static func whole(_ count: Int) -> String {
    (1...max(1, count)).map { start(of: $0) + lineEnd }.joined()
  }

  /// How many lines a daemon writes that takes so long: one at least.
  static func lineCount(for task: Duration) -> Int { min(mostLines, max(1, Int(task / beat))) }

  // MARK: The daemon's side

  /// Begins a line, counted from 1.
  mutating func begin(_ line: Int) { add(Self.start(of: line)) }

  /// Ends the line that was begun.
  mutating func endLine() { add(Self.lineEnd) }

  /// Writes what is still in the buffer.
  mutating func flush() {
    while !buffer.isEmpty {
      let offset = off_t(place * Self.room + written)
      let count = unsafe buffer.withUnsafeBytes { bytes in
        unsafe pwrite(Self.descriptor, bytes.baseAddress, bytes.count, offset)
      }
      if count < 0 && errno == EINTR { continue }
      // Without the file the round has nothing to tell; nobody has started this by hand.
      guard count > 0 else { _exit(3) }
      buffer.removeFirst(count)
      written += count
    }
  }

  private mutating func add(_ text: String) {
    buffer += Array(text.utf8)
    if !isBuffered { flush() }
  }

  // MARK: The other side

  /// What a daemon has left in the file.
  static func remains(of daemon: DaemonReport, in file: MemoryFile) -> Remains {
    let bytes = file.bytes(at: daemon.place * room, upTo: room)
    return Remains(
      bytes: Array(bytes.prefix { $0 != 0 }),
      lineCount: lineCount(for: daemon.requested)
    )
  }
}
