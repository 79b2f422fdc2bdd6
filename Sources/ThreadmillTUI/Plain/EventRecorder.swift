// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillAnalysis
import ThreadmillDemos

/// Writes the events of a run to a file, one JSON object per line.
final class EventRecorder {
  /// How often the feed is emptied: often enough that its buffer never fills up.
  static let interval = Duration.milliseconds(20)

  private let descriptor: Int32
  private let path: String
  private let feed: any RunEventFeed
  private(set) var failure: String?

  private init(descriptor: Int32, path: String, feed: any RunEventFeed) {
    self.descriptor = descriptor
    self.path = path
    self.feed = feed
  }

  deinit { close(descriptor) }

  /// Creates the file, or empties it, and records from now on.
  ///
  /// - Returns: The recorder, or one sentence that says why the file cannot be written.
  static func open(_ path: String, for run: any DemoRun) -> Result<EventRecorder, CommandError> {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      return .failure(
        CommandError(
          .value,
          "--events must be a file that can be written, got \(CommandParser.show(path)): \(reason)"
        )
      )
    }
    return .success(EventRecorder(descriptor: descriptor, path: path, feed: run.events()))
  }

  /// Writes what has happened since the last call.
  func drain() {
    let events = feed.drain()
    guard !events.isEmpty, failure == nil else { return }
    let text = events.reduce(into: "") { $0 += RunJSON.event($1).text + "\n" }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        failure = "\(path): \(String(cString: strerror(errno)))"
        return
      }
    }
  }

  /// What the reader of the file should know, if anything.
  var complaint: String? {
    if let failure { return failure }
    let dropped = feed.droppedCount
    return dropped > 0 ? "\(path): \(dropped) events were lost" : nil
  }
}
