// SPDX-License-Identifier: Apache-2.0
import ThreadmillTerminal

/// Presents 300 wholly different frames at once, then the last one until it is shown.
enum FloodProbe {
  static func run() throws {
    var screen = try NcursesScreen(.current())
    let clock = ContinuousClock()
    var times: [Duration] = []
    for number in 1...300 {
      let frame = frame(number, screen.size)
      times.append(clock.measure { _ = screen.present(frame) })
    }
    let last = frame(300, screen.size)
    var attempts = 0
    while attempts < 5000, screen.isBehind || screen.present(last) != .unchanged {
      attempts += 1
      screen.flush()
      wait(for: [-1], upTo: 2)
    }
    let median = Int(times.sorted()[times.count / 2] / .milliseconds(1))
    report("dropped \(screen.framesDropped) written \(screen.framesWritten) median \(median)")
    wait(for: [screen.inputDescriptor])
    screen.close()
  }

  private static func frame(_ number: Int, _ size: ScreenSize) -> Grid {
    var grid = Grid(size)
    for y in 0..<size.rows {
      grid.put(String(repeating: "\((number + y) % 10)", count: size.columns), x: 0, y: y)
    }
    grid.put("frame \(number)", x: 0, y: 0)
    return grid
  }
}
