// SPDX-License-Identifier: Apache-2.0

/// Work that may cross a process or a host: what cannot be sent does not compile.
///
/// ```swift
/// struct CountPrimes: PortableWork {
///   static var workID: String { "count-primes" }
///   var below: Int
///   func run(_ context: borrowing WorkContext) -> Int { … }
/// }
/// let count = try pool.submit(CountPrimes(below: 1_000_000)).wait()
/// ```
public protocol PortableWork: Work, Codable where Output: Codable, Failure: Codable {
  /// Its name on the wire; unique in the program and stable across builds.
  static var workID: String { get }
}
