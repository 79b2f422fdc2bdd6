// SPDX-License-Identifier: Apache-2.0

/// One command of the registry: how it is called, what it does, which keys run it, when it works.
package struct CommandEntry: Sendable {
  /// The word it starts with.
  package var name: String
  /// Other words for it.
  package var aliases: [String]
  /// How it is typed, such as `set KNOB VALUE`.
  package var synopsis: String
  /// What it does, in one line.
  package var summary: String
  /// More about it, for `help NAME`.
  package var detail: String
  /// The same on the shell's command line, where nothing runs yet; `nil` if nothing differs.
  package var shellDetail: String?
  /// Where it can be typed; empty for what only keys do.
  package var surfaces: Set<CommandContext.Surface>
  /// The keys that run it, as patterns.
  package var keys: [KeyBinding]
  /// What the footer says about them.
  package var footer: [FooterHint]
  /// Why it cannot be done now, as half a sentence; `nil` when it can.
  package var refusal: @Sendable (CommandContext) -> String?

  /// Creates an entry; it always works unless `refusal` is given.
  package init(
    _ name: String,
    aliases: [String] = [],
    synopsis: String? = nil,
    summary: String,
    detail: String = "",
    shellDetail: String? = nil,
    surfaces: Set<CommandContext.Surface>,
    keys: [KeyBinding] = [],
    footer: [FooterHint] = [],
    refusal: @escaping @Sendable (CommandContext) -> String? = { _ in nil }
  ) {
    self.name = name
    self.aliases = aliases
    self.synopsis = synopsis ?? name
    self.summary = summary
    self.detail = detail
    self.shellDetail = shellDetail
    self.surfaces = surfaces
    self.keys = keys
    self.footer = footer
    self.refusal = refusal
  }

  /// Whether the command can be given and works now.
  package func isAvailable(_ context: CommandContext) -> Bool {
    surfaces.contains(context.surface) && refusal(context) == nil
  }
}
