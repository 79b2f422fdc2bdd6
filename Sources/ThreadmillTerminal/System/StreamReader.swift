// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// The thread that empties the pipes behind standard output and standard error.
final class StreamReader: @unchecked Sendable {
  // Safety: the splitters and the buffer belong to the reading thread until it was joined.
  let ring = LineRing(capacity: 4096)
  /// Readable when the ring holds lines.
  let ready: OwnedDescriptor
  private let stop: OwnedDescriptor
  private let pipes: [OwnedDescriptor]
  private var splitters = [LineSplitter(.output), LineSplitter(.error)]
  private var buffer = [UInt8](repeating: 0, count: 65536)
  private var thread = pthread_t()

  /// How long the beginning of a line waits for its end before it is shown.
  private static let patience: Int32 = 200

  init(output: OwnedDescriptor, error: OwnedDescriptor) throws(TerminalError) {
    pipes = [output, error]
    ready = try OwnedDescriptor(tm_event_descriptor(), "no event descriptor")
    stop = try OwnedDescriptor(tm_event_descriptor(), "no event descriptor")
  }

  func start() throws(TerminalError) {
    tm_error_tail_append(pipes[1].number, "", 0)
    let context = Unmanaged.passRetained(self).toOpaque()
    let error = tm_thread_start(
      &thread,
      "output",
      256 * 1024,
      { context in
        guard let context else { return }
        Unmanaged<StreamReader>.fromOpaque(context).takeRetainedValue().run()
      },
      context
    )
    guard error == 0 else {
      Unmanaged<StreamReader>.fromOpaque(context).release()
      tm_error_tail_append(-1, "", 0)
      throw TerminalError(.system, "no thread to read what is printed", errno: error)
    }
  }

  /// Ends the thread once the pipes are empty.
  func join() {
    Self.signal(stop)
    pthread_join(thread, nil)
    tm_error_tail_append(-1, "", 0)
  }

  private func run() {
    var waiting = (pipes + [stop]).map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
    while true {
      let hasFragment = splitters.contains(where: \.hasFragment)
      let count = poll(&waiting, nfds_t(waiting.count), hasFragment ? Self.patience : -1)
      if count < 0 && errno != EINTR { break }
      let hasRead = [readAll(0), readAll(1)].contains(true)
      let mustStop = waiting[2].revents != 0
      if mustStop || !hasRead {
        for index in splitters.indices { splitters[index].flush(to: ring) }
      }
      if hasRead || hasFragment { Self.signal(ready) }
      if mustStop && !hasRead { break }
    }
  }

  /// Empties one pipe, at most a megabyte at a time: the other must not wait for ever.
  private func readAll(_ index: Int) -> Bool {
    for turn in 0..<16 {
      let count = read(pipes[index].number, &buffer, buffer.count)
      guard count > 0 else { return turn > 0 }
      if index == 1 {
        buffer.withUnsafeBytes { bytes in
          tm_error_tail_append(pipes[1].number, bytes.baseAddress, count)
        }
      }
      splitters[index].append(buffer[..<count], to: ring)
    }
    return true
  }

  /// Makes an event descriptor readable.
  private static func signal(_ descriptor: OwnedDescriptor) {
    var one: UInt64 = 1
    _ = write(descriptor.number, &one, MemoryLayout.size(ofValue: one))
  }
}
