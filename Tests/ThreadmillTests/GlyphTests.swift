// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import TerminalTestSupport
import Testing

/// Which characters the workbench is drawn with.
@Suite(.serialized)
struct GlyphTests {
  @Test func `Unicode that was asked for arrives in any locale`() async throws {
    try await onThread {
      let session = try TerminalSession(["--unicode"], locale: "C")
      session.wait(for: "basic-threads")
      session.wait(for: "──")
      #expect(!session.shows("???"))
      session.press("q")
      #expect(session.end() == 0)
    }
  }
}
