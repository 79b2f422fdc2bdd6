// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import TerminalTestSupport
import Testing

/// What the environment says about characters and colours.
@Suite(.serialized)
struct LocaleTests {
  /// A locale that says nothing about UTF-8, or that the machine has not, gets ASCII in the same columns.
  @Test(arguments: ["POSIX", "C", nil, "", "xx_YY.ISO8859-1", "no such locale"])
  func `locales without UTF-8`(locale: String?) async throws {
    try await onThread {
      let session = try TerminalSession(locale: locale)
      session.use {
        #expect(session.bytes.allSatisfy { $0 < 128 })
        #expect(session.shows(" Thread-0  = held"))
      }
    }
  }

  @Test(arguments: ["C.UTF-8", "C.utf8"])
  func `locales with UTF-8`(locale: String) async throws {
    try await onThread {
      let session = try TerminalSession(locale: locale)
      session.use { #expect(session.shows(" Thread-0  ‖ held")) }
    }
  }

  /// The first is there to show that colours would be seen.
  @Test(arguments: [
    ([], true), (["NO_COLOR="], true), (["NO_COLOR=1"], false), (["CLICOLOR=0"], false),
    (["NO_COLOR=1", "CLICOLOR_FORCE=1"], false),
  ])
  func `who wants no colour gets none`(more: [String], hasColor: Bool) async throws {
    try await onThread {
      let session = try TerminalSession(locale: "C.UTF-8", more)
      session.use {
        let cells = session.cells.joined()
        #expect(cells.contains { $0.color != nil } == hasColor)
        #expect(!cells.contains { $0.hasOwnBackground })
        // What colour tells, weight and reverse tell too.
        #expect(cells.contains { $0.isBold || $0.isReverse })
      }
    }
  }
}
