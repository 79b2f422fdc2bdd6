// SPDX-License-Identifier: Apache-2.0

/// A wait for several futures whose limit has passed.
public struct WaitTimeout: Error, Hashable, CustomStringConvertible {
  /// Futures that had not ended.
  public var unfinished: Int
  /// Futures waited for, each counted once.
  public var total: Int

  /// One sentence for the person who reads it.
  public var description: String { "\(unfinished) (of \(total)) futures unfinished" }
}
