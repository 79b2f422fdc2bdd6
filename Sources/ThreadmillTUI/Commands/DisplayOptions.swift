// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// How to show things, as asked for by options and environment.
package struct DisplayOptions: Sendable, Hashable {
  /// Whether line mode is wanted even where the full screen is possible.
  package var isPlain: Bool
  /// Which characters and colours to use.
  package var terminal: TerminalOptions

  /// Creates options; everything is automatic unless said.
  package init(isPlain: Bool = false, terminal: TerminalOptions = TerminalOptions()) {
    self.isPlain = isPlain
    self.terminal = terminal
  }
}
