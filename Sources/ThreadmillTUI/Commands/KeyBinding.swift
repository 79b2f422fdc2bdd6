// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// One key and what it does.
///
/// The registry's own bindings are patterns: `{workers}`, `{size}` and `{speed}` stand for the
/// demo's knob of that role, `{knob}` for the selected knob, `{demo}` for the demo at hand,
/// `{next}` for the one that the end card proposes. Where one of them stands for nothing, the key
/// is not bound. ``CommandRegistry/binding(for:context:)`` returns them filled in.
package struct KeyBinding: Sendable {
  /// The key.
  package var key: Key
  /// How the key is shown, such as `+` or `^Z`.
  package var label: String
  /// What it does.
  package var action: KeyAction
  /// The views in which it does so.
  package var views: Set<ViewName>
  /// Whether it does so now, besides its command being available.
  package var condition: @Sendable (CommandContext) -> Bool

  /// Creates a binding; in all views and at all times unless said.
  package init(
    _ key: Key,
    label: String? = nil,
    _ action: KeyAction,
    views: Set<ViewName> = Set(ViewName.allCases),
    when condition: @escaping @Sendable (CommandContext) -> Bool = { _ in true }
  ) {
    self.key = key
    self.label = label ?? key.label
    self.action = action
    self.views = views
    self.condition = condition
  }

  /// The command's text, if it runs one.
  package var command: String? {
    if case .command(let text) = action { text } else { nil }
  }
}
