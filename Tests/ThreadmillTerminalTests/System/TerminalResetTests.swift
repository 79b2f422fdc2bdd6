// SPDX-License-Identifier: Apache-2.0
import TerminalTestSupport
import Testing
import ThreadmillTerminal

@Suite struct TerminalResetTests {
  @Test func `the reset ends all that a killed program left on`() {
    let ledger = ModeLedger(Array(TerminalReset.bytes.utf8))
    #expect(ledger.isOff.isSuperset(of: [1000, 1002, 1003, 1004, 1006, 1049, 2004, 2026]))
    #expect(ledger.isOn == [7, 25])
  }
}
