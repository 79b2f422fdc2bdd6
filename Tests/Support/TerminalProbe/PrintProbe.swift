// SPDX-License-Identifier: Apache-2.0
import Glibc
import ThreadmillTerminal

/// Prints while the screen is up, and reports what was captured.
enum PrintProbe {
  static func run() throws {
    let signals = try SignalPipe()
    var capture = try StandardStreamCapture()
    var screen = try NcursesScreen(.current())
    screen.present(Grid(screen.size))
    print("from Swift")
    puts("from C")
    report("on the error stream")
    print("a fragment", terminator: "")
    fflush(nil)
    wait(for: [capture.descriptor])
    usleep(400_000)
    let lines = capture.read()
    // Far more than pipe and ring hold together: the writer must not wait.
    for number in 0..<100_000 { print("line \(number)") }
    fflush(nil)
    let rest = capture.close()
    let dropped = capture.droppedCount
    screen.close()
    _ = signals.read()
    for line in lines { report("\(line.source): \(line.text)") }
    report("then \(rest.count) lines, \(dropped) dropped, first \(rest.first?.text ?? "-")")
  }
}
