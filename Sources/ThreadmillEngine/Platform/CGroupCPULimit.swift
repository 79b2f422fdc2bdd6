// SPDX-License-Identifier: Apache-2.0

/// Finds how much CPU time the control groups of this process leave it.
///
/// Both versions are looked at, for on a hybrid system version 2 is mounted without the controller
/// `cpu`, which version 1 then has; the files of the other are not there.
///
/// `cpu.shares` and `cpu.weight` limit nothing, and a cpuset is in the affinity mask already.
package enum CGroupCPULimit {
  /// The tightest limit on the way from the process's groups up to the highest ancestor that can be
  /// seen: the kernel enforces all of them.
  ///
  /// Source: OpenJDK's `CgroupUtil::adjust_controller` walks up, too; Go 1.25 reads the process's own
  /// group only and so misses the limit of a parent (golang/go #81180).
  ///
  /// - Parameter root: where the file system begins; a directory with another one inside for tests.
  /// - Returns: `nil` if there is no limit, or none that can be read: it is never an error.
  /// - Complexity: two files of `/proc`, and one or two for each level.
  package static func tightest(root: String = "") -> CPUQuota? {
    guard let own = SystemFile.text(root + "/proc/self/cgroup"),
      let mounted = SystemFile.text(root + "/proc/self/mountinfo")
    else { return nil }
    let membership = CGroupMembership(own)
    let mounts = CGroupMount.all(in: mounted)
    let ways: [(hierarchy: CGroupMount.Hierarchy, group: String?)] = [
      (.unified, membership.unified), (.cpu, membership.cpu),
    ]
    return ways.flatMap { way -> [CPUQuota] in
      guard let group = way.group,
        let mount = CGroupMount.best(of: mounts, way.hierarchy, for: group)
      else { return [] }
      return mount.directories(of: group).compactMap { limit(way.hierarchy, at: root + $0) }
    }.min { $0.cpus < $1.cpus }
  }

  private static func limit(_ hierarchy: CGroupMount.Hierarchy, at directory: String) -> CPUQuota? {
    switch hierarchy {
    case .unified:
      return SystemFile.text(directory + "/cpu.max").flatMap(CPUQuota.init(cpuMax:))
    case .cpu:
      guard let quota = SystemFile.text(directory + "/cpu.cfs_quota_us"),
        let period = SystemFile.text(directory + "/cpu.cfs_period_us")
      else { return nil }
      return CPUQuota(cfsQuota: quota, cfsPeriod: period)
    }
  }
}
