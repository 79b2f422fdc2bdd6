// SPDX-License-Identifier: Apache-2.0

internal import CThreadmillLinux

/// The processors this process may use.
public enum CPUs {
  /// How many CPUs the affinity mask of the process's main thread holds, 1 or more.
  ///
  /// Source: `sched_getaffinity(2)` of the process, not of the calling thread, which may be pinned.
  /// Unless a thread changed its mask it is what `nproc` prints: a claim, not a measurement; a
  /// neighbour may take its share.
  public static var available: Int { max(1, Int(tm_affinity_count())) }
}
