// SPDX-License-Identifier: Apache-2.0
import CPseudoTerminal
import Glibc

/// A terminal in memory: tests hold its cable, a child program its screen and keyboard.
///
///     let terminal = try PseudoTerminal(columns: 80, rows: 24)
///     let child = try terminal.spawn(Probe.path, ["keys"], environment: ["TERM=xterm-256color"])
///     terminal.type("q")
///     let output = terminal.read(until: "bye", upTo: .seconds(5))
package final class PseudoTerminal {
  private var master: Int32
  private let otherEnd: Int32
  private let path: String

  /// Opens a terminal of that size.
  ///
  /// - Throws: ``SystemFailure`` if the machine has none left.
  package init(columns: Int, rows: Int) throws {
    var name = [CChar](repeating: 0, count: 64)
    var ends: (Int32, Int32) = (-1, -1)
    let error = pt_open(Int32(columns), Int32(rows), &ends.0, &ends.1, &name, name.count)
    guard error == 0 else { throw SystemFailure("open a pseudo-terminal", error) }
    (master, otherEnd) = ends
    path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    hangUp()
    close(otherEnd)
  }

  /// Closes the window: the programs in it are told by SIGHUP and find the terminal gone.
  package func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }

  /// Starts a program that has this as its controlling terminal.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: Its arguments, without its name.
  ///   - environment: Its whole environment, as `NAME=value`.
  ///   - error: Where its standard error goes; the terminal if `nil`.
  /// - Returns: The running program.
  /// - Throws: ``SystemFailure`` if it cannot be started.
  package func spawn(
    _ program: String,
    _ arguments: [String],
    environment: [String],
    error: OutputPipe? = nil
  ) throws -> ChildProcess {
    var process: pid_t = 0
    let result = withArray([program] + arguments) { arguments in
      withArray(environment) { environment in
        pt_spawn(&process, path, program, arguments, environment, error?.writeEnd ?? -1)
      }
    }
    guard result == 0 else { throw SystemFailure("start \(program)", result) }
    error?.closeWriteEnd()
    return ChildProcess(process)
  }

  /// Types, as a person would.
  package func type(_ text: String) { type(Array(text.utf8)) }

  /// Types bytes that need be no text.
  package func type(_ bytes: [UInt8]) { _ = write(master, bytes, bytes.count) }

  /// Changes the window's size.
  package func resize(columns: Int, rows: Int) {
    _ = pt_resize(master, Int32(columns), Int32(rows))
  }

  /// Sends a signal to the programs in the foreground.
  package func signalForeground(_ signal: Int32) {
    let group = foregroundGroup
    if group > 1 { kill(-group, signal) }
  }

  /// The process group in the foreground, which has the number of its first process; or -1.
  package var foregroundGroup: Int32 { pt_foreground(master) }

  /// The terminal's modes, to be compared.
  package var modes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pt_modes(otherEnd, &bytes, bytes.count)
    return Array(bytes[..<count])
  }

  /// What was written to the screen; empty when nothing came in time.
  package func read(upTo duration: Duration, atMost limit: Int = 65536) -> [UInt8] {
    DescriptorReader.read(master, until: Deadline(after: duration), atMost: limit)
  }

  /// What was written up to and including `marker`, and what came with it.
  package func read(until marker: String, count: Int = 1, upTo duration: Duration) -> [UInt8] {
    let deadline = Deadline(after: duration)
    let pattern = Array(marker.utf8)
    var bytes: [UInt8] = []
    while bytes.occurrences(of: pattern) < count, !deadline.hasPassed {
      bytes += DescriptorReader.read(master, until: deadline, atMost: 65536)
    }
    return bytes
  }

  /// What is written until the screen was quiet for that long.
  package func readUntilQuiet(
    _ quiet: Duration = .milliseconds(100),
    upTo duration: Duration = .seconds(10)
  ) -> [UInt8] {
    let deadline = Deadline(after: duration)
    var bytes: [UInt8] = []
    while !deadline.hasPassed {
      let more = read(upTo: quiet)
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }
}

/// Calls `body` with a C array of C strings.
private func withArray<Result>(
  _ strings: [String],
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  var pointers = strings.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("never empty") }
    return body(base)
  }
}
