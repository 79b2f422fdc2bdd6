// SPDX-License-Identifier: Apache-2.0
import ThreadmillTerminal

/// Reports every key that it reads; `q` ends.
enum KeysProbe {
  static func run() throws {
    let signals = try SignalPipe()
    var screen = try NcursesScreen(.current())
    screen.present(Grid(screen.size))
    report("ready")
    while true {
      wait(for: [screen.inputDescriptor, signals.descriptor])
      for key in screen.readKeys() {
        report("\(key)")
        if key == .character("q") { return screen.close() }
      }
      if screen.isHungUp { return report("hung up") }
    }
  }
}
