// SPDX-License-Identifier: Apache-2.0

import Glibc
package import ThreadmillTerminal

/// What `threadmill doctor` says about terminal, machine and engine.
package struct DoctorReport: Sendable {
  /// One line of the report.
  package struct Fact: Sendable, Hashable {
    /// What it is about.
    package var name: String
    /// What is the case.
    package var value: String

    /// Creates a fact.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  private let sections: [(title: String, facts: [Fact])]

  /// Looks around now.
  ///
  /// - Parameters:
  ///   - capabilities: What detection found.
  ///   - engine: What the engine sees; this module may not ask it.
  package init(_ capabilities: TerminalCapabilities, engine: [Fact]) {
    sections = [
      ("terminal", Self.terminal(capabilities)),
      ("machine", Self.machine()),
      ("engine", engine),
    ]
  }

  /// The report as lines.
  package var lines: [String] {
    let width = 2 + (sections.flatMap(\.facts).map(\.name.count).max() ?? 0)
    return sections.flatMap { section in
      [section.title]
        + section.facts.map { fact in
          let gap = String(repeating: " ", count: width - fact.name.count)
          return "  \(fact.name)\(gap)\(fact.value)"
        }
    }
  }

  private static func terminal(_ capabilities: TerminalCapabilities) -> [Fact] {
    let descriptors = [
      (STDIN_FILENO, "stdin"), (STDOUT_FILENO, "stdout"), (STDERR_FILENO, "stderr"),
    ]
    let size = descriptors.lazy.compactMap { TerminalFacts.size(of: $0.0) }.first
    return [
      Fact("TERM", capabilities.type.isEmpty ? "not set" : capabilities.type),
      Fact("full screen", capabilities.obstacle.map { "no: \($0.sentence)" } ?? "yes"),
      Fact("size", size.map { "\($0.columns)x\($0.rows)" } ?? "unknown"),
      Fact("colours", colors(capabilities.colors)),
      Fact("characters", capabilities.isUTF8 ? "UTF-8" : "not UTF-8"),
      Fact("drawn with", capabilities.usesUnicodeGlyphs ? "Unicode" : "ASCII"),
    ]
      + descriptors.map { Fact($0.1, kind(of: $0.0)) }
      + [Fact("library", NcursesScreen.libraryVersion)]
  }

  private static func machine() -> [Fact] {
    var facts = utsname()
    uname(&facts)
    let online = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return [
      Fact("system", "\(text(&facts.sysname)) \(text(&facts.release))"),
      Fact("architecture", text(&facts.machine)),
      Fact("CPUs online", String(online)),
      Fact("Swift runtime", TerminalFacts.isSwiftRuntimeShared ? "shared" : "static"),
    ]
  }

  private static func colors(_ depth: ColorDepth) -> String {
    depth == .mono ? "none" : String(depth.rawValue)
  }

  private static func kind(of descriptor: Int32) -> String {
    if isatty(descriptor) == 1 {
      return "terminal" + (ttyname(descriptor).map { " \(String(cString: $0))" } ?? "")
    }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return "closed" }
    switch facts.st_mode & S_IFMT {
    case S_IFIFO: return "pipe"
    case S_IFREG: return "file"
    case S_IFSOCK: return "socket"
    case S_IFCHR: return "device"
    default: return "other"
    }
  }

  /// The text in a C array of characters.
  private static func text<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
