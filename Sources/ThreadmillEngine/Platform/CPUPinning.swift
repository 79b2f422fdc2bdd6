// SPDX-License-Identifier: Apache-2.0

/// On which CPUs the workers of a pool run.
///
/// A pinned thread keeps its CPU's caches warm and makes measurements repeat, but it waits for that CPU
/// while another one idles. A thread or process that a pinned worker starts inherits its CPU.
///
/// When not to use it: on a machine that others use, too, and for work that blocks.
public enum CPUPinning: Sendable, Hashable {
  /// Wherever the system puts them.
  case none
  /// Each on one CPU: worker i on the i-th of those that the process may use, and round again.
  case each
  /// Each on one CPU of this list: worker i on its i-th entry, and round again.
  ///
  /// At least one, each of ``CPUSet/allowed``. One that is listed twice gets two workers a round.
  case to([Int])

  /// Finds out whether it can be done.
  ///
  /// - Parameter allowed: the CPUs on which the process may run.
  /// - Throws: ``PoolError`` with code `pinning`, naming the CPUs that are not allowed and those that
  ///   are; also if there is none at all.
  public func validate(allowed: CPUSet = .allowed) throws(PoolError) {
    switch self {
    case .none: return
    case .each: if allowed.isEmpty { throw .pinning([], allowed: allowed) }
    case .to(let numbers):
      let wrong = numbers.filter { !allowed.contains($0) }
      if numbers.isEmpty || !wrong.isEmpty { throw .pinning(wrong, allowed: allowed) }
    }
  }

  /// Where one worker runs.
  ///
  /// - Parameters:
  ///   - index: the worker's, 0 or more.
  ///   - allowed: the CPUs on which the process may run; the same for all workers of a pool.
  /// - Returns: the one CPU on which it runs; `nil` if it may run on all that are allowed, or if there
  ///   is none to choose from.
  /// - Complexity: O(CPUs).
  package func cpus(forWorker index: Int, allowed: CPUSet) -> CPUSet? {
    let numbers: [Int]
    switch self {
    case .none: return nil
    case .each: numbers = allowed.numbers
    case .to(let listed): numbers = listed
    }
    guard !numbers.isEmpty, index >= 0 else { return nil }
    return [numbers[index % numbers.count]]
  }
}
