// SPDX-License-Identifier: Apache-2.0

/// Which keys run which commands now, asked of the registry once per frame.
package struct KeyLabels: Sendable {
  /// What the registry was asked with.
  package let context: CommandContext
  private let bindings: [KeyBinding]

  /// Asks the registry.
  package init(_ context: CommandContext) {
    self.context = context
    bindings = CommandRegistry.bindings(in: context)
  }

  /// The label of the first key that runs `command`; `nil` if none does.
  package func key(for command: String) -> String? {
    bindings.first { $0.command == command }?.label
  }
}
