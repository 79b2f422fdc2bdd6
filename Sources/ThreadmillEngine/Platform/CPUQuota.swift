// SPDX-License-Identifier: Apache-2.0

/// How much CPU time the tasks of a control group may receive in each period: a bandwidth limit.
///
/// The kernel lets them run until the quota is used up and then stops all of them until the period is
/// over. A group without a limit has no value of this type.
///
/// Source: Linux, `Documentation/admin-guide/cgroup-v2.rst` (`cpu.max`) and
/// `Documentation/scheduler/sched-bwc.rst` (`cpu.cfs_quota_us`, `cpu.cfs_period_us`).
package struct CPUQuota: Sendable, Hashable {
  /// CPU time in each period, in microseconds; 1 or more.
  package let quota: Int64
  /// Length of a period, in microseconds; 1 or more.
  package let period: Int64

  /// Makes a limit; `nil` if it is none, because a number is below 1: version 1 writes -1 for that.
  package init?(quota: Int64, period: Int64) {
    guard quota >= 1 && period >= 1 else { return nil }
    self.quota = quota
    self.period = period
  }

  /// Reads what version 2 has in `cpu.max`, as `150000 100000`.
  ///
  /// - Parameter text: the file's contents; `max 100000` and whatever is no limit gives `nil`.
  package init?(cpuMax text: String) {
    let fields = Self.fields(text)
    guard fields.count == 2, let quota = Int64(fields[0]), let period = Int64(fields[1]) else {
      return nil
    }
    self.init(quota: quota, period: period)
  }

  /// Reads what version 1 has in `cpu.cfs_quota_us` and `cpu.cfs_period_us`.
  ///
  /// - Parameters:
  ///   - cfsQuota: the contents of the first; `-1` and whatever is no limit gives `nil`.
  ///   - cfsPeriod: the contents of the second.
  package init?(cfsQuota: String, cfsPeriod: String) {
    let (quotas, periods) = (Self.fields(cfsQuota), Self.fields(cfsPeriod))
    guard quotas.count == 1, periods.count == 1, let quota = Int64(quotas[0]),
      let period = Int64(periods[0])
    else { return nil }
    self.init(quota: quota, period: period)
  }

  /// CPUs that the group can keep busy on average; above 0, not always whole.
  package var cpus: Double { Double(quota) / Double(period) }

  /// Workers that can use the quota up: ⌈quota ÷ period⌉, 1 or more.
  ///
  /// Rounded up, because a quota of 1.5 CPUs cannot be used up by one worker.
  ///
  /// Source: loky's `cpu_count` (`math.ceil`), OpenJDK's `CgroupUtil::processor_count` (`ceilf`) and
  /// Go 1.25's `GOMAXPROCS` do the same; Go alone never goes below 2. uber-go/automaxprocs rounds
  /// down and leaves the fraction idle.
  package var workers: Int {
    Int(clamping: quota / period + (quota.isMultiple(of: period) ? 0 : 1))
  }

  private static func fields(_ text: String) -> [String] {
    text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
