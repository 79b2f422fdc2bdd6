// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

extension KeyAction {
  /// The action with its pattern filled in; `nil` if a part of it stands for nothing.
  func filled(_ context: CommandContext) -> KeyAction? {
    switch self {
    case .command(let pattern): Self.fill(pattern, context).map { .command($0) }
    case .openLine(let pattern): Self.fill(pattern, context).map { .openLine($0) }
    case .nextKnob, .previousKnob: context.demo?.knobs.isEmpty == false ? self : nil
    case .move: self
    }
  }

  /// The pattern with its one part filled in, if it has one; by bytes, because every frame asks for all
  /// of them.
  private static func fill(_ pattern: String, _ context: CommandContext) -> String? {
    let bytes = pattern.utf8
    guard let open = bytes.firstIndex(of: UInt8(ascii: "{")),
      let close = bytes[open...].firstIndex(of: UInt8(ascii: "}"))
    else { return pattern }
    guard let value = value(of: pattern[bytes.index(after: open)..<close], context) else {
      return nil
    }
    return pattern[..<open] + value + pattern[bytes.index(after: close)...]
  }

  private static func value(of part: Substring, _ context: CommandContext) -> String? {
    switch part {
    case "workers": return context.demo?.knob(for: .workers)?.name
    case "size": return context.demo?.knob(for: .size)?.name
    case "speed": return context.demo?.knob(for: .speed)?.name
    case "knob":
      let chosen = context.selectedKnob.flatMap { context.demo?.knob(named: $0)?.name }
      return chosen ?? context.demo?.knobs.first?.name
    case "demo": return context.demo?.id
    case "next": return context.nextDemo
    case "zoom": return context.zoom.next.rawValue
    default: return nil
    }
  }
}
