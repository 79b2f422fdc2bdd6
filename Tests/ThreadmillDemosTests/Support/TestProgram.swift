// SPDX-License-Identifier: Apache-2.0
import Glibc
import ThreadmillDemos
import ThreadmillEngine

/// Whom demos start as their child: the built `threadmill`, since the runner of the tests would run
/// the tests again.
enum TestProgram {
  /// The program beside the one that runs the tests.
  private static let path: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        characters.baseAddress.map { readlink("/proc/self/exe", $0, characters.count) } ?? 0
      }
    }
    let runner = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    return runner.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/threadmill"
  }()

  /// Lets demos use it.
  static func install() { DaemonProgram.file.withLock { $0 = path } }
}
