// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos

/// Looks through a script before anything of it runs.
package enum ScriptCheck {
  /// A command that cannot be done.
  package struct Mistake: Sendable, Hashable {
    /// The line, counted from 1.
    package var line: Int
    /// Why it cannot be done.
    package var error: CommandError
  }

  /// The first command that could not be done, whatever the runs do.
  ///
  /// - Parameters:
  ///   - lines: The script.
  ///   - demos: The catalogue.
  /// - Returns: `nil` if all commands are well formed and name existing demos, knobs and values.
  package static func firstMistake(in lines: [String], demos: [DemoInfo]) -> Mistake? {
    var context = CommandContext(surface: .script, view: .run, demos: demos)
    for (index, line) in lines.enumerated() {
      let words: [String]
      switch CommandWords.split(line) {
      case .success(let split): words = split
      case .failure(let error): return Mistake(line: index + 1, error: error)
      }
      if words.isEmpty { continue }
      switch CommandParser.parseAhead(line, context: context) {
      case .success(let command): follow(command, &context)
      case .failure(let error): return Mistake(line: index + 1, error: error)
      }
    }
    return nil
  }

  /// Keeps track of the demo and its knobs, which later commands are checked against.
  private static func follow(_ command: Command, _ context: inout CommandContext) {
    switch command {
    case .run(let id, let assignments):
      guard let demo = id.flatMap(context.demo) ?? context.demo else { return }
      let pairs = assignments.map { ($0.knob, $0.value) }
      context.demo = demo
      context.settings = try? demo.settings(base: demo.seedSettings, assignments: pairs)
    case .set(let name, let text):
      guard let knob = context.demo?.knob(named: name) else { return }
      let value = try? knob.parse(text, current: context.settings?[name] ?? knob.seedValue)
      if let value { context.settings?[name] = value }
    case .attempt:
      // What a suggestion turns is known only then; the seed's values are inside every range.
      context.settings = context.demo?.seedSettings
    default:
      break
    }
  }
}
