// SPDX-License-Identifier: Apache-2.0

/// A cache line that nobody touches, between two that different threads write.
struct PaddingLine: Sendable {
  private let line: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0, 0, 0, 0, 0, 0, 0, 0
  )
}

/// Two of them, because processors fetch lines in pairs.
struct PaddingLines: Sendable {
  private let first = PaddingLine()
  private let second = PaddingLine()
}
