// SPDX-License-Identifier: Apache-2.0

/// Which key runs a command now.
package enum KeyLabel {
  /// The label of the first key that runs `command`; `nil` if none does.
  package static func of(_ command: String, _ context: CommandContext) -> String? {
    CommandRegistry.bindings(in: context).first { $0.command == command }?.label
  }
}
