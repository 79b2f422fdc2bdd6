// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux
internal import Glibc

/// A set of processors, by the numbers that the system gives them.
///
/// ```swift
/// print(CPUSet.allowed)             // 0-3,6
/// let second: CPUSet = [1]
/// ```
///
/// The numbers of the CPUs that a process may use need not be consecutive, nor begin with 0.
public struct CPUSet: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// Numbers that a CPU can have.
  public static let numberRange = 0...262_143

  /// Bit n % 64 of word n / 64 is CPU n; the last word is not 0.
  private var words: [UInt64] = []

  /// The set of these CPUs.
  ///
  /// - Parameter numbers: in any order, each as often as you like; those outside of ``numberRange`` are
  ///   left out, because no system has such a CPU.
  public init(_ numbers: some Sequence<Int>) {
    for number in numbers where Self.numberRange.contains(number) {
      let (word, bit) = number.quotientAndRemainder(dividingBy: 64)
      if word >= words.count { words += Array(repeating: 0, count: word + 1 - words.count) }
      words[word] |= 1 << UInt64(bit)
    }
  }

  /// The set of these CPUs.
  public init(arrayLiteral numbers: Int...) { self.init(numbers) }

  /// How many they are.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether there are none.
  public var isEmpty: Bool { words.isEmpty }

  /// Their numbers in ascending order.
  ///
  /// - Complexity: O(highest number).
  public var numbers: [Int] {
    words.indices.flatMap { word in
      (0..<64).lazy.filter { words[word] >> UInt64($0) & 1 == 1 }.map { word * 64 + $0 }
    }
  }

  /// Whether one of them has this number.
  ///
  /// - Parameter number: any; no CPU has one outside of ``numberRange``.
  /// - Returns: whether it is in the set.
  /// - Complexity: O(1).
  public func contains(_ number: Int) -> Bool {
    guard number >= 0, number / 64 < words.count else { return false }
    return words[number / 64] >> UInt64(number % 64) & 1 == 1
  }
}

extension CPUSet: CustomStringConvertible {
  /// As `taskset` and the kernel write it: `0-3,6`, and `none` for the empty set.
  public var description: String {
    var ranges: [(first: Int, last: Int)] = []
    for number in numbers {
      if let end = ranges.indices.last, ranges[end].last == number - 1 {
        ranges[end].last = number
      } else {
        ranges.append((number, number))
      }
    }
    guard !ranges.isEmpty else { return "none" }
    return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
      .joined(separator: ",")
  }
}

extension CPUSet {
  /// The CPUs on which the process may run; empty only if the system does not tell.
  ///
  /// Source: `sched_getaffinity(2)` of the process's main thread, as ``CPUs/available``: a calling
  /// thread that is pinned does not speak for all. A cpuset of its control group is in it already.
  public static var allowed: CPUSet { unsafe read { unsafe tm_affinity_of_process($0, $1) } }

  /// The CPUs on which the calling thread may run; empty only if the system does not tell.
  package static var ofCurrentThread: CPUSet {
    unsafe read { unsafe tm_affinity_of_thread($0, $1) }
  }

  /// The CPU on which the calling thread runs at this moment; `nil` if the system does not tell.
  package static var currentNumber: Int? {
    let number = Int(tm_current_cpu())
    return number >= 0 ? number : nil
  }

  /// Lets the calling thread run on these CPUs only, from the next instruction on.
  ///
  /// - Returns: 0, or the system's error number: `EINVAL` if the set is empty or the process may run on
  ///   none of them. Then nothing has changed. Of CPUs that are only partly allowed, the system takes
  ///   the others.
  package func pinCurrentThread() -> Int32 {
    guard !isEmpty else { return EINVAL }
    return unsafe tm_set_affinity_of_thread(words, Int32(words.count))
  }

  /// The kernel refuses room for fewer CPUs than it may have, so it is asked with ever more.
  private static func read(
    _ ask: (UnsafeMutablePointer<UInt64>, Int32) -> Int32
  ) -> CPUSet {
    var room = 16
    while room * 64 <= numberRange.upperBound + 1 {
      var words = [UInt64](repeating: 0, count: room)
      let error = unsafe words.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return EINVAL }
        return unsafe ask(start, Int32(buffer.count))
      }
      if error == 0 { return CPUSet(words: words) }
      guard error == EINVAL else { return [] }
      room *= 4
    }
    return []
  }

  private init(words: [UInt64]) {
    self.words = Array(words[..<(words.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)])
  }
}
