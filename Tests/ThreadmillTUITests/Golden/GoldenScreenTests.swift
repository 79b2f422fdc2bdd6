// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI
import ThreadmillTerminal

/// Screens compared with files: what a person sees changes only on purpose.
struct GoldenScreenTests {
  static let sizes = [
    ScreenSize(columns: 80, rows: 24), ScreenSize(columns: 120, rows: 40),
    ScreenSize(columns: 40, rows: 12), ScreenSize(columns: 20, rows: 5),
  ]

  static let looks: [(name: String, look: Look)] = [
    ("utf8.256", Look(colors: .palette, isUTF8: true)),
    ("ascii.256", Look(colors: .palette, isUTF8: false)),
    ("utf8.mono", Look(colors: .mono, isUTF8: true)),
    ("ascii.mono", Look(colors: .mono, isUTF8: false)),
  ]

  /// The scenes that are kept; the others are covered by ``ViewPropertyTests``.
  static let scenes: [Scene] = [
    .browse, .browseRunning, .run, .paused, .standing, .short, .selected, .frozen, .ended, .failed,
    .columns, .exhibits, .exhibitsEnded, .many, .micro, .heat, .log, .help, .line, .refused,
  ]

  @Test(arguments: scenes)
  func `the screen is the one that was kept`(_ scene: Scene) {
    for size in Self.sizes {
      for (name, look) in Self.looks {
        let model = scene.model(columns: size.columns, rows: size.rows, look: look)
        let file = "\(scene.rawValue).\(size.columns)x\(size.rows).\(name)"
        let golden = GoldenScreen(name: file, grid: view(model, size: size))
        let difference = golden.difference()
        #expect(difference == nil, "\(difference ?? "")")
      }
    }
  }
}
