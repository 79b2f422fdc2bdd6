// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
internal import ThreadmillEngine

/// Work for a CPU that no compiler can shorten: each step needs the result of the one before.
///
/// Source: Marsaglia, Xorshift RNGs, 2003 (shifts 13, 7, 17).
enum ComputeKernel {
  /// Steps that one undisturbed CPU of this machine does in a second, measured once.
  static let stepsPerSecond: Double = calibrated()

  /// Where results go, so that nobody can say that they are not needed.
  private static let sink = Atomic<UInt64>(0)

  /// Does `count` steps.
  @inline(never)
  static func run(steps count: Int) {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var rest = count
    while rest > 0 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      rest &-= 1
    }
    sink.store(state, ordering: .relaxed)
  }

  /// The best of several short runs, each on the thread's own clock: a neighbour that takes the CPU
  /// away makes a run longer, never shorter, and does not count.
  private static func calibrated() -> Double {
    run(steps: 10_000)
    var best = 1.0e6
    for _ in 0..<5 {
      let count = 200_000
      let start = threadTime()
      run(steps: count)
      let seconds = threadTime() - start
      if seconds > 0 { best = max(best, Double(count) / seconds) }
    }
    return best
  }

  /// CPU seconds that the calling thread has received.
  private static func threadTime() -> Double {
    var time = timespec()
    guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
