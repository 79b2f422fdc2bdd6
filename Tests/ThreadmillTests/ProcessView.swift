// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the system says about a process that a test started.
struct ProcessView {
  private let folder: String

  /// Looks at the process with that number.
  init(_ id: pid_t) { folder = "/proc/\(id)" }

  /// The letter for what it does: `T` is stopped; empty when it is gone.
  var state: String { field("State").first ?? "" }

  /// Memory that is resident, in kB.
  var residentKilobytes: Int { field("VmRSS").first.flatMap { Int($0) } ?? 0 }

  /// Whether it has a handler for a signal.
  func catches(_ signal: Int32) -> Bool {
    let mask = field("SigCgt").first.flatMap { UInt64($0, radix: 16) } ?? 0
    return mask & (1 << UInt64(signal - 1)) != 0
  }

  /// CPU time of all its living threads, in nanoseconds.
  ///
  /// Unlike ticks of `utime`, of which a hundred make a second, this sees every wake-up.
  var cpuNanoseconds: Int { threads.reduce(0) { $0 + (schedule(of: $1).first ?? 0) } }

  /// How often the system has put one of its threads on a CPU.
  var turns: Int { threads.reduce(0) { $0 + (schedule(of: $1).last ?? 0) } }

  /// The numbers of its living threads.
  private var threads: [String] { Self.entries(of: folder + "/task") }

  /// Time on a CPU, time in the queue for one, and turns.
  private func schedule(of thread: String) -> [Int] {
    Self.text(of: "\(folder)/task/\(thread)/schedstat").split { $0 == " " || $0 == "\n" }
      .compactMap { Int($0) }
  }

  /// The words of a line of `status`.
  private func field(_ name: String) -> [String] {
    let lines = Self.text(of: folder + "/status").split(separator: "\n")
    let line = lines.first { $0.hasPrefix(name + ":") } ?? ""
    return line.split { $0 == "\t" || $0 == " " }.dropFirst().map(String.init)
  }

  private static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func text(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(file, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
  }
}
