// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// All commands and all keys: what drives the keyboard, the `:` line, the footer, the help, the
/// shell's command line, scripts and the line REPL.
///
/// Nothing that is not in here can be asked for, and what is listed works in the given context.
package enum CommandRegistry {
  /// The commands, in the order of the help.
  package static let entries: [CommandEntry] =
    runEntries + knobEntries + viewEntries + otherEntries

  /// What a key does now, its pattern filled in; `nil` if it does nothing.
  package static func binding(for key: Key, context: CommandContext) -> KeyBinding? {
    for entry in entries {
      for binding in entry.keys where binding.key == key {
        if let filled = filled(binding, of: entry, context) { return filled }
      }
    }
    return nil
  }

  /// All keys that do something now.
  package static func bindings(in context: CommandContext) -> [KeyBinding] {
    var seen: Set<Key> = []
    return entries.flatMap { entry in
      entry.keys.compactMap { binding in
        guard let filled = filled(binding, of: entry, context) else { return nil }
        return seen.insert(filled.key).inserted ? filled : nil
      }
    }
  }

  /// What the footer says now, most important first.
  package static func hints(_ context: CommandContext) -> [FooterHint] {
    entries
      .flatMap { entry in
        entry.footer.filter { hint in
          hint.keys.allSatisfy { key in
            entry.keys.contains { $0.key == key && filled($0, of: entry, context) != nil }
          }
        }
      }
      .sorted { $0.priority < $1.priority }
  }

  /// The command of that name or alias.
  package static func entry(named name: String) -> CommandEntry? {
    entries.first { !$0.surfaces.isEmpty && $0.name == name }
      ?? entries.first { $0.aliases.contains(name) }
  }

  /// The commands that can be typed there, whether or not they work at this moment.
  package static func entries(on surface: CommandContext.Surface) -> [CommandEntry] {
    entries.filter { $0.surfaces.contains(surface) }
  }

  private static func filled(
    _ binding: KeyBinding,
    of entry: CommandEntry,
    _ context: CommandContext
  ) -> KeyBinding? {
    guard
      context.surface == .workbench, binding.views.contains(context.view),
      binding.condition(context), entry.refusal(context) == nil,
      let action = binding.action.filled(context)
    else { return nil }
    var filled = binding
    filled.action = action
    return filled
  }
}
