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

  /// How many CPUs the control groups of this process let it keep busy on average; `nil` if they set
  /// no limit.
  ///
  /// The tightest quota ÷ period of the process's group and its ancestors, above 0 and not always
  /// whole: `docker run --cpus 1.5` and a Kubernetes limit of `1500m` give 1.5. What cannot be read is
  /// no limit.
  ///
  /// Read anew each time, because a limit may change while the process runs. It takes about 0.1 ms, as
  /// long as starting a few threads.
  public static var quota: Double? { CGroupCPULimit.tightest()?.cpus }

  /// How many workers can keep busy what this process may use: the lesser of ``available`` and of
  /// ``quota`` rounded up, 1 or more.
  ///
  /// For work that computes. More of them only wait for each other; if there are more than the quota
  /// feeds, the kernel stops all of them for the rest of a period, as a rule 100 ms. Work that waits
  /// may have many more.
  ///
  /// Read anew each time, as ``quota``.
  ///
  /// Source: loky's `cpu_count`, OpenJDK's container support and Go 1.25's `GOMAXPROCS` take the same
  /// minimum and round up, too.
  public static var recommendedWorkers: Int {
    workers(available: available, quota: CGroupCPULimit.tightest())
  }

  /// The formula of ``recommendedWorkers``: max(1, min(available, ⌈quota ÷ period⌉)).
  package static func workers(available: Int, quota: CPUQuota?) -> Int {
    max(1, min(available, quota?.workers ?? available))
  }
}
