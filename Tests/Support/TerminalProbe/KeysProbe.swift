// SPDX-License-Identifier: Apache-2.0
import ThreadmillTerminal

/// Reports every key that it reads, and after how many readings there is nothing more; `q` ends.
enum KeysProbe {
  static func run() throws {
    let signals = try SignalPipe()
    var screen = try NcursesScreen(.current())
    screen.present(Grid(screen.size))
    report("ready")
    var readings = 0
    while true {
      wait(for: [screen.inputDescriptor, signals.descriptor])
      for key in screen.readKeys() {
        report("\(key)")
        if key == .character("q") { return screen.close() }
      }
      readings += 1
      report("reading \(readings)")
      if screen.isHungUp { return report("hung up") }
    }
  }
}
