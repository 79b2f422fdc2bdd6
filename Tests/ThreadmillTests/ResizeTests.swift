// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import TerminalTestSupport
import Testing

/// The window takes other sizes while a run goes on.
@Suite(.serialized)
struct ResizeTests {
  /// The first and the last have as many cells as 80×24, which may fool a comparison with the frame before.
  ///
  /// In a soak hundreds more, among them every one from 1×1 to 80×24 along the diagonal.
  private static var sizes: [(Int, Int)] {
    let usual = [
      (120, 16), (120, 40), (40, 12), (20, 5), (1, 1), (80, 1), (1, 24), (200, 60), (2, 2),
      (61, 17),
    ]
    let last = [(160, 12), (48, 40)]
    guard Load.isSoak else { return usual + last }
    var sizes = usual
    for step in 1...80 { sizes.append((step, 1 + step * 23 / 80)) }
    var random = SplitMix(seed: 3)
    for _ in 0..<500 { sizes.append((1 + random.below(300), 1 + random.below(100))) }
    return sizes + last
  }

  @Test(arguments: ["basic-threads workers=6", "pool-submit workers=6 tasks=1000"])
  func `a run goes on at every size, and the screen is right afterwards`(demo: String) async throws
  {
    try await onThread(deadline: .seconds(60)) {
      let session = try TerminalSession()
      session.wait(for: "basic-threads")
      session.press(":run \(demo)\r")
      session.wait("six lanes") { RunScreen($0).has(lane: 5) }
      for (columns, rows) in Self.sizes {
        let before = session.bytes.count
        session.resize(columns: columns, rows: rows)
        session.wait("a frame of \(columns)×\(rows)") { _ in session.bytes.count > before }
        session.settle(.milliseconds(20))
      }
      session.resize(columns: 80, rows: 24)
      session.wait("the lanes are back") { RunScreen($0).has(lane: 5) }
      let lanes = RunScreen(session.rows).lanes
      session.wait("the run goes on") { RunScreen($0).lanes != lanes }
      session.press(" ")
      session.wait("paused") { $0.first?.contains("PAUSED") == true }
      session.settle(.milliseconds(300))
      session.expectWholeScreen()
      #expect(session.rows.first?.hasPrefix(" threadmill") == true)
      #expect(session.rows.last?.hasSuffix("? Help") == true)
      session.press("q")
      #expect(session.end() == 0)
    }
  }

  /// Faster than anybody can draw: only the last one counts.
  @Test func `a storm of sizes ends with the last`() async throws {
    try await onThread(deadline: .seconds(60)) {
      let session = try TerminalSession()
      session.wait(for: "basic-threads")
      session.press("\r")
      session.wait("three lanes") { RunScreen($0).has(lane: 2) }
      var random = SplitMix(seed: 9)
      for _ in 0..<Load.scaled(100, soak: 3000) {
        session.resize(columns: 1 + random.below(150), rows: 1 + random.below(50))
        if random.below(4) == 0 { session.watch(for: .milliseconds(2)) }
      }
      session.resize(columns: 100, rows: 30)
      session.wait("the lanes are back") { $0.count == 30 && RunScreen($0).has(lane: 2) }
      session.press(" ")
      session.wait("paused") { $0.first?.hasSuffix("PAUSED") == true }
      session.settle(.milliseconds(300))
      session.expectWholeScreen()
      session.press("q")
      #expect(session.end() == 0)
    }
  }
}
