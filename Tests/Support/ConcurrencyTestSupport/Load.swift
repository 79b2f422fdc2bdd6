// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// How much a test does: seconds of it on every change, all of it in `make soak`.
package enum Load {
  /// Whether `TM_SOAK=1` is set: long tests run whole.
  package static let isSoak = getenv("TM_SOAK").map { String(cString: $0) == "1" } ?? false

  /// Whether ThreadSanitizer watches this process and makes it five to fifteen times slower.
  package static let isSanitized = dlsym(nil, "__tsan_init") != nil

  /// By how much deadlines are stretched.
  package static let patience: Double = isSoak ? 30 : isSanitized ? 5 : 1

  /// Picks the size of a test.
  ///
  /// - Parameters:
  ///   - usual: on every change.
  ///   - sanitized: under ThreadSanitizer; a quarter of the usual one unless given.
  ///   - soak: in a soak.
  /// - Returns: the one that fits this run.
  package static func scaled(_ usual: Int, sanitized: Int? = nil, soak: Int) -> Int {
    if isSoak { return soak }
    return isSanitized ? sanitized ?? max(1, usual / 4) : usual
  }
}
