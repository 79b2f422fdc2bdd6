// SPDX-License-Identifier: Apache-2.0
import Glibc
import ThreadmillTerminal

/// A complete little run loop: signals, job control, keys; `q` ends.
enum LoopProbe {
  static func run() throws {
    let signals = try SignalPipe()
    var screen = try NcursesScreen(.current())
    var grid = Grid(screen.size)
    grid.put("in the loop", x: 2, y: 1)
    screen.present(grid)
    while true {
      wait(for: [screen.inputDescriptor, signals.descriptor])
      for signal in signals.read() { answer(signal, &screen, signals) }
      for key in screen.readKeys() {
        switch key {
        case .character("q"): return screen.close()
        case .control("z"): stop(&screen, signals, wholeGroup: true)
        default: break
        }
      }
      screen.present(grid)
    }
  }

  private static func answer(
    _ signal: TerminalSignal,
    _ screen: inout NcursesScreen,
    _ signals: borrowing SignalPipe
  ) {
    switch signal {
    case .resized: screen.resize()
    case .suspend: stop(&screen, signals, wholeGroup: false)
    case .continued: screen.resume()
    case .end(let number):
      screen.close()
      exit(128 + number)
    }
  }

  private static func stop(
    _ screen: inout NcursesScreen,
    _ signals: borrowing SignalPipe,
    wholeGroup: Bool
  ) {
    screen.suspend()
    signals.stopProcess(wholeGroup: wholeGroup)
    screen.resume()
  }

  /// A loop that reads neither keys nor signals.
  static func hang() throws {
    let signals = try SignalPipe()
    var screen = try NcursesScreen(.current())
    screen.present(Grid(screen.size))
    for _ in 0..<200 { usleep(100_000) }
    screen.close()
    _ = signals.read()
  }
}
