// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc

/// A directory with files of a test's own, removed with the object.
final class FixtureTree {
  /// Where it is.
  let root = ScratchPlace.directory()
  /// What was made, parents first.
  private var made: [String] = []

  /// An empty directory.
  init() {}

  /// A directory with these files.
  convenience init(_ files: [String: String]) {
    self.init()
    for (path, text) in files { write(text, to: path) }
  }

  deinit {
    for path in made.reversed() { remove(path) }
    rmdir(root)
  }

  /// Writes a file and makes the directories on its way.
  ///
  /// - Parameters:
  ///   - text: all that it holds.
  ///   - path: begins with a slash and is meant below the root.
  func write(_ text: String, to path: String) {
    var place = root
    for name in path.split(separator: "/").dropLast() {
      place += "/" + name
      if mkdir(place, 0o755) == 0 { made.append(place) }
    }
    let file = open(root + path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    precondition(file >= 0, "cannot write \(root + path) (errno \(errno))")
    let bytes = Array(text.utf8)
    precondition(Glibc.write(file, bytes, bytes.count) == bytes.count)
    close(file)
    if !made.contains(root + path) { made.append(root + path) }
  }
}
