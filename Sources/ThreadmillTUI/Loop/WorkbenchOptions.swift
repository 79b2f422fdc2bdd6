// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
package import ThreadmillTerminal

/// What the full screen is started with.
package struct WorkbenchOptions: Sendable {
  /// The catalogue, in the order of the menu.
  package var demos: [any Demo]
  /// What the terminal can do; `isUsable` must hold.
  package var capabilities: TerminalCapabilities
  /// CPUs that the process may use.
  package var cpuCount: Int

  /// Creates options; the whole catalogue unless said.
  package init(
    demos: [any Demo] = DemoCatalogue.demos,
    capabilities: TerminalCapabilities,
    cpuCount: Int
  ) {
    self.demos = demos
    self.capabilities = capabilities
    self.cpuCount = cpuCount
  }
}
