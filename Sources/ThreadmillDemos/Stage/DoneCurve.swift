// SPDX-License-Identifier: Apache-2.0

/// When the tasks of a round were done, to tell later where the round stood at a moment.
package struct DoneCurve: Sendable, Hashable {
  /// Times kept; a larger round is thinned out, since no bar has more columns than this.
  private static let resolution = 512

  /// Every so many tasks a time is kept.
  private var stride = 1
  private var times: [Duration] = []
  /// Tasks done.
  package private(set) var count = 0

  /// Creates the curve of a round in which nothing is done yet.
  package init() {}

  /// Notes that a task was done at `time` since the round's start; times do not fall.
  package mutating func note(at time: Duration) {
    count += 1
    guard count.isMultiple(of: stride) else { return }
    times.append(time)
    guard times.count > Self.resolution else { return }
    // Keeps every second one, so that a round of any length fits.
    times = times.indices.filter { !$0.isMultiple(of: 2) }.map { times[$0] }
    stride *= 2
  }

  /// The share of its tasks that the round had done at `time` since its start, in `0...1`.
  package func share(at time: Duration) -> Double {
    guard count > 0 else { return 0 }
    let kept = times.partitionPoint { $0 > time }
    // Tasks after the last kept time are taken as done with it.
    let done = kept == times.count ? count : kept * stride
    return min(1, Double(done) / Double(count))
  }
}

extension [Duration] {
  /// The index of the first element for which `isAfter` holds, in an array where it holds for a
  /// tail.
  fileprivate func partitionPoint(_ isAfter: (Duration) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
