// SPDX-License-Identifier: Apache-2.0
import TerminalTestSupport
import ThreadmillTerminal

/// Draws the frames of a ``GridWalk``, the next one at each `n`, until `q`.
enum GridsProbe {
  static func run(seed: UInt64) throws {
    let signals = try SignalPipe()
    var screen = try NcursesScreen(.current())
    var walk = GridWalk(seed: seed, size: screen.size)
    screen.present(walk.grid)
    while true {
      wait(for: [screen.inputDescriptor, signals.descriptor])
      if signals.read().contains(.resized) {
        screen.resize()
        walk.resize(to: screen.size)
        screen.present(walk.grid)
      }
      for key in screen.readKeys() {
        if key == .character("q") { return screen.close() }
        if key == .character("n") { walk.next() }
        screen.present(walk.grid)
      }
    }
  }
}
