// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where tests may leave something for as long as they run.
package enum ScratchPlace {
  /// A name for `mkstemp` and `mkdtemp`, which put what makes it unique in the place of the six letters
  /// at its end.
  static var template: [CChar] {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    return Array("\(parent)/threadmill-test-XXXXXX".utf8CString)
  }

  /// Makes an empty directory, which its owner removes.
  package static func directory() -> String {
    var name = template
    precondition(mkdtemp(&name) != nil, "no scratch directory (errno \(errno))")
    return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
