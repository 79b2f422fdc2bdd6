// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillAnalysis
import ThreadmillDemos

/// Writes the events of a run to a file, one JSON object per line.
final class EventRecorder {
  /// How often the feed is emptied: often enough that its buffer never fills up.
  static let interval = Duration.milliseconds(20)

  /// What is to be polled while it is behind, and finished at the end.
  let output: LineOutput
  private let descriptor: Int32
  private let path: String
  private let feed: any RunEventFeed

  private init(descriptor: Int32, path: String, feed: any RunEventFeed) {
    self.descriptor = descriptor
    output = LineOutput(descriptor: descriptor, ascii: false)
    self.path = path
    self.feed = feed
  }

  deinit { close(descriptor) }

  /// Creates the file, or empties it, and records from now on.
  ///
  /// It never waits: a named pipe that nobody reads is refused.
  ///
  /// - Returns: The recorder, or one sentence that says why the file cannot be written.
  static func open(_ path: String, for run: any DemoRun) -> Result<EventRecorder, CommandError> {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, 0o666)
    guard descriptor >= 0 else {
      let reason = errno == ENXIO ? "nobody reads it" : String(cString: strerror(errno))
      return .failure(
        CommandError(
          .value,
          "--events must be a file that can be written, got \(CommandParser.show(path)): \(reason)"
        )
      )
    }
    return .success(EventRecorder(descriptor: descriptor, path: path, feed: run.events()))
  }

  /// Writes what has happened since the last call; while a reader is too far behind, the feed counts
  /// what it loses.
  ///
  /// - Parameter isLast: Whether nothing is drained after it, so that nothing may be left behind.
  func drain(isLast: Bool = false) {
    guard !output.isClosed, isLast || !output.isFull else { return }
    let lines = feed.drain().map { RunJSON.event($0).text }
    if !lines.isEmpty { output.line(verbatim: lines.joined(separator: "\n")) }
  }

  /// What the reader of the file should know, if anything.
  var complaint: String? {
    if output.isClosed { return "\(path): \(output.failure ?? "its reader has gone")" }
    let dropped = feed.droppedCount
    return dropped > 0 ? "\(path): \(dropped) events were lost" : nil
  }
}
