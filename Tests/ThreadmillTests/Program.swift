// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing

/// The built `threadmill` as a user starts it, with everything it says kept.
///
/// The process is killed when it takes longer than its deadline, so that no test can hang.
final class Program {
  /// How a program ended and what it said.
  struct Ending {
    /// The exit code; `nil` if a signal ended it.
    var code: Int32?
    /// The signal that ended it.
    var signal: Int32?
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// Where standard output goes.
  enum Sink {
    /// Into a file, to be read at the end.
    case file
    /// Into a descriptor of the test.
    case descriptor(Int32)
  }

  private let pid: pid_t
  private let output = ScratchFile()
  private let errors = ScratchFile()
  private let deadline: Duration
  private var status: Int32?

  /// Starts the program with nothing in its environment but `environment`, in a process group of its own.
  ///
  /// - Parameters:
  ///   - arguments: Without the program's name.
  ///   - input: What standard input holds; `nil` for `/dev/null`.
  ///   - sink: Where standard output goes.
  ///   - environment: Names and values.
  ///   - deadline: When it is killed.
  /// - Throws: If it cannot be started.
  init(
    _ arguments: [String],
    input: Int32? = nil,
    sink: Sink = .file,
    environment: [String: String] = ["LANG": "C.UTF-8", "TERM": "xterm-256color"],
    deadline: Duration = .seconds(30)
  ) throws {
    self.deadline = deadline * Load.patience
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    if case .descriptor(let descriptor) = sink {
      posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
    } else {
      posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
    }
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor, 2)
    pid = try Self.spawn(arguments, environment, &actions)
  }

  deinit { if status == nil { _ = end(killing: true) } }

  /// Runs the program to its end with the words of a line, split at spaces.
  static func run(
    _ line: String,
    input: String? = nil,
    environment: [String: String] = ["LANG": "C.UTF-8", "TERM": "xterm-256color"]
  ) async throws -> Ending {
    let arguments = line.split(separator: " ").map(String.init)
    return try await run(arguments, input: input, environment: environment)
  }

  /// Runs the program to its end with arguments that may be empty or hold anything.
  static func run(
    _ arguments: [String],
    input: String? = nil,
    environment: [String: String] = ["LANG": "C.UTF-8", "TERM": "xterm-256color"]
  ) async throws -> Ending {
    try await onThread(deadline: .seconds(60)) {
      let file = input.map { ScratchFile($0) }
      return try withExtendedLifetime(file) {
        try Program(arguments, input: file?.descriptor, environment: environment).ending()
      }
    }
  }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(pid, signal) }

  /// The letter that the system has for what it does: `T` is stopped.
  var state: String { ProcessView(pid).state }

  /// Whether it has a handler for a signal by now.
  func catches(_ signal: Int32) -> Bool { ProcessView(pid).catches(signal) }

  /// Waits until standard output or standard error contains a text.
  func waitFor(_ text: String) throws {
    let isThere = eventually(within: .seconds(20)) {
      output.text.contains(text) || errors.text.contains(text)
    }
    #expect(isThere, "never said \(text): \(output.text) \(errors.text)")
  }

  /// Waits for the end; a program that does not end is killed and that is an issue.
  func ending() -> Ending {
    let status = end(killing: false)
    let signal = status & 0x7F
    return Ending(
      code: signal == 0 ? (status >> 8) & 0xFF : nil,
      signal: signal == 0 ? nil : signal,
      output: output.text,
      errors: errors.text
    )
  }

  private func end(killing: Bool) -> Int32 {
    if let status { return status }
    if killing { kill(pid, SIGKILL) }
    var result: Int32 = 0
    let hasEnded = eventually(within: deadline / Load.patience) {
      waitpid(pid, &result, WNOHANG) == pid
    }
    if !hasEnded {
      Issue.record("still running after \(deadline): \(output.text)")
      kill(pid, SIGKILL)
      waitpid(pid, &result, 0)
    }
    status = result
    return result
  }

  // MARK: - System

  /// The program beside the one that runs the tests.
  static var path: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map { readlink("/proc/self/exe", $0, characters.count) } ?? 0
      }
    }
    let runner = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    return runner.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/threadmill"
  }

  private struct SpawnFailure: Error { var code: Int32 }

  private static func spawn(
    _ arguments: [String],
    _ environment: [String: String],
    _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The runner may ignore or block what we are about to send.
    var all = sigset_t()
    sigfillset(&all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = ([path] + arguments).map { strdup($0) }
    let variables = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { (words + variables).forEach { free($0) } }
    var pid: pid_t = 0
    let code = spawning.withLock { _ in
      posix_spawn(&pid, path, &actions, &attributes, words + [nil], variables + [nil])
    }
    guard code == 0 else { throw SpawnFailure(code: code) }
    return pid
  }

  /// Held while a process starts or a descriptor is there that must not be inherited yet: a pipe never
  /// ends while a stranger holds it.
  private static let spawning = Monitor(())

  /// The two ends of a pipe that no other test's program inherits.
  static func pipe() -> [Int32] {
    spawning.withLock { _ in
      var ends: [Int32] = [-1, -1]
      _ = Glibc.pipe(&ends)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return ends
    }
  }
}
