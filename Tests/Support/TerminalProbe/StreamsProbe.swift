// SPDX-License-Identifier: Apache-2.0
import Glibc
import ThreadmillTerminal

/// Prints lines far too long, then closes both streams, as a demo might, and reports what that led to.
enum StreamsProbe {
  static func run() throws {
    var capture = try StandardStreamCapture()
    let text = String(repeating: "a", count: 10_000) + "\n\n" + String(repeating: "b", count: 4096)
    report(text)
    wait(for: [capture.descriptor], upTo: 5000)
    usleep(100_000)
    let lines = capture.read()
    close(STDOUT_FILENO)
    close(STDERR_FILENO)
    let before = cpuMilliseconds()
    usleep(500_000)
    let spent = cpuMilliseconds() - before
    _ = capture.close()
    report("lines \(lines.map(\.text.count)) spent \(spent)")
  }

  private static func cpuMilliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
