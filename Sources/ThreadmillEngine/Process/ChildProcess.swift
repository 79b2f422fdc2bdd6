// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// A program that runs beside this one, in a process group of its own, with its output captured.
///
/// It reads nothing, and finds one end of a socket at descriptor 3: for lines from this side, and for
/// reports to it; at descriptor 4 stands the file that it was given, if it was. Whoever starts it calls
/// ``follow(isUnwanted:output:report:)``, once: that waits for its end. It is killed when it is dropped
/// before.
///
/// The group is killed before its leader is waited for, so that its number is nobody else's by then, and
/// nothing of it is left.
package final class ChildProcess: Sendable {
  /// The system's number of the process.
  package let pid: Int32
  private let output: Int32
  private let control: Int32
  /// Whether it has been waited for: then its number may be somebody else's.
  private let isReaped = Guarded(false)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - path: of its file.
  ///   - arguments: its name first.
  ///   - file: that it can write to, at descriptor 4.
  /// - Throws: `ChildProcessError` if the system refuses.
  package init(
    path: String,
    arguments: [String],
    file: MemoryFile? = nil
  ) throws(ChildProcessError) {
    var (child, output, control) = (pid_t(0), Int32(-1), Int32(-1))
    let words = unsafe arguments.map { unsafe strdup($0) }
    defer { unsafe words.forEach { unsafe free($0) } }
    let error = unsafe tm_spawn(
      path,
      words + [nil],
      file?.descriptor ?? -1,
      &child,
      &output,
      &control
    )
    guard error == 0 else {
      throw ChildProcessError("cannot start \(path): \(unsafe String(cString: strerror(error)))")
    }
    (pid, self.output, self.control) = (child, output, control)
  }

  deinit {
    if !isReaped.withLock({ $0 }) { _ = reap() }
    close(output)
    close(control)
  }

  /// Sends a line; whoever does not read it any more is not told.
  package func send(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe tm_send(control, $0.baseAddress, $0.count) }
  }

  /// Kills it and all that it has started; no effect once it has been waited for.
  package func kill() {
    isReaped.withLock { isReaped in
      if !isReaped { tm_kill_group(pid) }
    }
  }

  /// Reads what it says until its end, and waits for that.
  ///
  /// - Parameters:
  ///   - isUnwanted: asked every 20 ms; `true` kills it.
  ///   - take: given each line that it prints.
  ///   - report: given each line that it sends.
  /// - Returns: how it has ended.
  package func follow(
    isUnwanted: () -> Bool,
    output take: (String) -> Void,
    report: (String) -> Void
  ) -> ChildEnding {
    let life = tm_process_descriptor(pid)
    defer { if life >= 0 { close(life) } }
    var (printed, reported) = (LineSplitter(), LineSplitter())
    var isOver = false
    while !isOver {
      if isUnwanted() { kill() }
      isOver = waitForNews(life)
      // After the end, what is still in the pipes is read: nothing comes after it.
      drain(output) { for line in printed.lines(with: $0) { take(line) } }
      drain(control) { for line in reported.lines(with: $0) { report(line) } }
    }
    if !printed.remainder.isEmpty { take(printed.remainder) }
    return reap()
  }

  /// - Returns: whether the process has ended.
  private func waitForNews(_ life: Int32) -> Bool {
    var entries = [output, control, life].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = unsafe poll(&entries, nfds_t(entries.count), 20)
    if entries[2].revents != 0 { return true }
    // A closed pipe is readable for ever: without its end there is nothing to do but to wait a little.
    let isClosed = entries[0].revents & Int16(POLLHUP) != 0
    if isClosed { _ = unsafe poll(&entries[2], 1, 20) }
    return life >= 0 ? entries[2].revents != 0 : isClosed
  }

  private func drain(_ descriptor: Int32, _ take: (ArraySlice<UInt8>) -> Void) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(descriptor, &bytes, bytes.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      take(bytes.prefix(count))
    }
  }

  private func reap() -> ChildEnding {
    kill()
    // The process keeps its number until it is waited for below, which blocks nobody then.
    if !isReaped.withLock({ $0 }) { awaitEnd() }
    return isReaped.withLock { isReaped in
      guard !isReaped else { return .unknown }
      isReaped = true
      let status = tm_wait_for_child(pid)
      if status < 0 { return .unknown }
      return status < 256 ? .exit(status) : .signal(status - 256)
    }
  }

  /// Blocks until it has ended, and leaves how it has for whoever waits for it.
  private func awaitEnd() {
    var info = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
  }
}
