// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import Testing

/// What happens while nobody takes the program's output.
@Suite(.serialized)
struct BlockedReaderTests {
  /// 5000 lines in two seconds: more than a pipe and the memory of a run hold, and slow enough that
  /// no other load of the machine keeps us from taking them.
  private static let flood = [
    "run", "as-completed", "tasks=5000", "speed=10", "size=10ms", "workers=8",
  ]

  /// Starts the program with a pipe behind it that its first line fills.
  private func start(_ arguments: [String] = flood) throws -> (program: Program, readEnd: Int32) {
    let ends = Program.pipe()
    // One page: whatever is in it, there is no room for more.
    let setSize: Int32 = 1031
    #expect(fcntl(ends[1], setSize, 4096) == 4096)
    let program = try Program(arguments, sink: .descriptor(ends[1]))
    close(ends[1])
    var waiting: Int32 = 0
    let isFull = eventually(within: .seconds(20)) {
      ioctl(ends[0], UInt(FIONREAD), &waiting) == 0 && waiting > 0
    }
    #expect(isFull)
    return (program, ends[0])
  }

  private func readAll(_ descriptor: Int32) -> [Substring] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    close(descriptor)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  @Test(arguments: [[], [SIGWINCH, SIGCONT], [SIGTSTP, SIGCONT]])
  func `a pager that pauses misses nothing, whatever the terminal does`(
    signals: [Int32]
  ) async throws {
    try await onThread {
      let (program, readEnd) = try start()
      for signal in signals {
        program.send(signal)
        if signal == SIGTSTP { #expect(eventually { program.state == "T" }) }
        pauseThread(.milliseconds(50))
      }
      pauseThread(.seconds(2))
      let lines = readAll(readEnd)
      let ending = program.ending()
      #expect(ending.code == 0, "\(ending)")
      #expect(ending.errors.isEmpty)
      #expect(lines.count { $0.contains(" completed (took ") } == 5000)
      #expect(lines.last?.hasPrefix("as-completed: ok, check ✓") == true)
    }
  }

  @Test func `control C ends it while nobody reads`() async throws {
    try await onThread {
      let (program, readEnd) = try start()
      program.send(SIGINT)
      let ending = program.ending()
      #expect(ending.code == 130, "\(ending)")
      #expect(ending.errors.isEmpty)
      close(readEnd)
    }
  }

  @Test func `a pipe for events that nobody reads is refused`() async throws {
    let path = "/tmp/threadmill-events-pipe-\(getpid())"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let ending = try await Program.run("run pool-submit --events \(path)")
    #expect(ending.code == 2 && ending.output.isEmpty, "\(ending)")
    #expect(ending.errorLines.count == 1 && ending.errors.contains("nobody reads it"))
  }
}
