// SPDX-License-Identifier: Apache-2.0

/// The one grammar of Threadmill: after `:`, in scripts, in the line REPL and on the shell's command
/// line.
///
///     CommandParser.parse("run pool-submit workers=8", context: context)
///     CommandParser.parse("set workers +1", context: context)
///
/// Names may be shortened as long as they fit one name only. Knobs and values are checked against
/// the demo that they are for, so what comes out can be done.
package enum CommandParser {
  /// Reads one line and checks that it can be done now.
  package static func parse(
    _ line: String,
    context: CommandContext
  ) -> Result<Command, CommandError> {
    parse(line, context, checksState: true)
  }

  /// Reads one line and checks all but whether this is the moment for it: for a script that has not
  /// started.
  package static func parseAhead(
    _ line: String,
    context: CommandContext
  ) -> Result<Command, CommandError> {
    parse(line, context, checksState: false)
  }

  /// Reads words that somebody else has split, such as the shell.
  package static func parse(
    words: [String],
    context: CommandContext
  ) -> Result<Command, CommandError> {
    parse(words, context, checksState: true)
  }

  private static func parse(
    _ line: String,
    _ context: CommandContext,
    checksState: Bool
  ) -> Result<Command, CommandError> {
    CommandWords.split(line).flatMap { parse($0, context, checksState: checksState) }
  }

  private static func parse(
    _ words: [String],
    _ context: CommandContext,
    checksState: Bool
  ) -> Result<Command, CommandError> {
    do throws(CommandError) {
      return .success(try command(words, context, checksState: checksState))
    } catch {
      let isValid = { (words: [String]) in
        (try? command(words, context, checksState: checksState)) != nil
      }
      return .failure(corrected(error, in: words, isValid: isValid))
    }
  }

  private static func command(
    _ words: [String],
    _ context: CommandContext,
    checksState: Bool
  ) throws(CommandError) -> Command {
    guard let first = words.first else {
      throw CommandError(.missing, "no command given: help lists them", nearest: "help")
    }
    if let number = Int(first), context.surface != .workbench, context.surface != .arguments {
      // The list is a numbered menu: its number alone runs the demo.
      return try run(["\(number)"] + words.dropFirst(), context)
    }
    let entry = try entry(first, context)
    if checksState, let reason = entry.refusal(context) {
      throw CommandError(.unavailable, "\(entry.name) is not possible now, \(reason)")
    }
    return try command(entry, Array(words.dropFirst()), context, checksState: checksState)
  }

  private static func command(
    _ entry: CommandEntry,
    _ words: [String],
    _ context: CommandContext,
    checksState: Bool
  ) throws(CommandError) -> Command {
    switch entry.name {
    case "run": return try run(words, context)
    case "set": return try set(words, context)
    case "try": return try attempt(words, context, checksState: checksState)
    case "view": return try view(words)
    case "zoom": return try zoom(words)
    case "wait": return try wait(words)
    case "help": return .help(words.isEmpty ? nil : words.joined(separator: " "))
    default:
      if let excess = words.first {
        throw CommandError(
          .excess,
          "\(entry.name) takes no words, got \(show(excess))",
          nearest: entry.name
        )
      }
      return try plain(entry)
    }
  }

  /// The commands that take no words.
  private static func plain(_ entry: CommandEntry) throws(CommandError) -> Command {
    switch entry.name {
    case "restart": return .restart
    case "stop": return .stop
    case "pause": return .pause
    case "resume": return .resume
    case "freeze": return .freeze
    case "list": return .list
    case "doctor": return .doctor
    case "redraw": return .redraw
    case "suspend": return .suspend
    case "quit": return .quit
    default:
      throw CommandError(
        .unavailable,
        "\(entry.name) works on the shell's command line only",
        nearest: "help"
      )
    }
  }
}
