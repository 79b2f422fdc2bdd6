// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  /// The limit is looked for in directories that the tests write.
  @Suite(.watched) struct CGroupCPULimitTests {
    private static let unified = "35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"
    private static let cpu =
      "36 24 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpuacct,cpu\n"
    private static let noise = """
      22 1 8:1 / / rw,relatime shared:1 master:2 - ext4 /dev/root rw,errors=remount-ro
      23 22 0:21 / /proc rw - proc proc rw
      25 24 0:32 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
      26 24 0:33 / /sys/fs/cgroup/memory rw - cgroup none rw,memory
      27 22 0:34 / /mnt/strange rw - tmpfs  rw,cpu

      """

    /// What is found when these files are all there is, and `/proc` says this.
    private func tightest(
      _ files: [String: String] = [:],
      group: String,
      mounts: String
    ) -> CPUQuota? {
      let tree = FixtureTree(files)
      tree.write(group, to: "/proc/self/cgroup")
      tree.write(Self.noise + mounts, to: "/proc/self/mountinfo")
      return CGroupCPULimit.tightest(root: tree.root)
    }

    // MARK: Version 2

    @Test(
      arguments: [
        // The group's own, a parent's, a grandparent's, the mount's: the tightest wins wherever it is.
        (["200000 100000", "max 100000", "max 100000"], 2.0),
        (["max 100000", "max 100000", "150000 100000"], 1.5),
        (["max 100000", "300000 100000", "max 100000"], 3.0),
        (["400000 100000", "300000 100000", "200000 100000"], 2.0),
        (["100000 100000", "300000 100000", "200000 100000"], 1.0),
        // The same share of another period.
        (["50000 20000", "200000 100000", nil], 2.0), ([nil, nil, "250000 100000"], 2.5),
        (["what?", "", "800000 100000"], 8.0), ([nil, "max 100000", nil], nil),
        (["max 100000", "max 100000", "max 100000"], nil), ([nil, nil, nil], nil),
        (["garbage", "-1 100000", "1 0"], nil),
      ] as [([String?], Double?)]
    )
    func `version 2 is walked up to the mount's root`(levels: [String?], cpus: Double?) {
      let places = ["/pods.slice/pod-7/app", "/pods.slice/pod-7", "/pods.slice"]
      var files: [String: String] = [:]
      for (place, text) in zip(places, levels) {
        if let text { files["/sys/fs/cgroup\(place)/cpu.max"] = text + "\n" }
      }
      let found = tightest(files, group: "0::/pods.slice/pod-7/app\n", mounts: Self.unified)
      #expect(found?.cpus == cpus)
    }

    @Test func `in a container the process's group is the mount's root`() {
      let files = ["/sys/fs/cgroup/cpu.max": "50000 100000\n"]
      #expect(tightest(files, group: "0::/\n", mounts: Self.unified)?.cpus == 0.5)
    }

    @Test(arguments: ["/../elsewhere", "/..", "/../../x/y", "/a/../../b"])
    func `a group outside of the cgroup namespace leaves the mount's root`(group: String) {
      let files = [
        "/sys/fs/cgroup/cpu.max": "300000 100000\n",
        // Where a path that is followed blindly would lead.
        "/sys/fs/elsewhere/cpu.max": "1000 100000\n", "/sys/fs/cpu.max": "1000 100000\n",
        "/sys/fs/cgroup/a/cpu.max": "1000 100000\n", "/sys/x/y/cpu.max": "1000 100000\n",
        "/sys/fs/b/cpu.max": "1000 100000\n",
      ]
      #expect(tightest(files, group: "0::\(group)\n", mounts: Self.unified)?.cpus == 3)
    }

    @Test func `a mount that shows a part of the tree is entered at the right place`() {
      let mount = "35 24 0:30 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n"
      let files = [
        "/sys/fs/cgroup/cpu.max": "400000 100000\n",
        "/sys/fs/cgroup/worker/cpu.max": "300000 100000\n",
        "/sys/fs/cgroup/docker/abc/worker/cpu.max": "1000 100000\n",
      ]
      #expect(tightest(files, group: "0::/docker/abc/worker\n", mounts: mount)?.cpus == 3)
      #expect(tightest(files, group: "0::/docker/abc\n", mounts: mount)?.cpus == 4)
      // A sibling whose name begins alike is not inside.
      #expect(tightest(files, group: "0::/docker/abcdef/worker\n", mounts: mount)?.cpus == 4)
    }

    @Test func `of several mounts the one that shows most ancestors is taken`() {
      let part = "40 24 0:30 /slice/pod /mnt/part rw - cgroup2 cgroup2 rw\n"
      let other = "41 24 0:30 /other /mnt/other rw - cgroup2 cgroup2 rw\n"
      let files = [
        "/mnt/part/cpu.max": "max 100000\n", "/mnt/other/cpu.max": "1000 100000\n",
        "/sys/fs/cgroup/slice/cpu.max": "200000 100000\n",
      ]
      for mounts in [part + Self.unified + other, other + Self.unified + part] {
        #expect(tightest(files, group: "0::/slice/pod/app\n", mounts: mounts)?.cpus == 2)
      }
    }

    @Test func `names with spaces, colons and backslashes are found`() {
      let mount = #"35 24 0:30 / /sys/my\040groups\134x rw - cgroup2 cgroup2 rw"# + "\n"
      let files = [#"/sys/my groups\x/a:b c/cpu.max"#: "200000 100000\n"]
      #expect(tightest(files, group: "0::/a:b c\n", mounts: mount)?.cpus == 2)
    }

    @Test func `a group that was deleted leaves its parents`() {
      let files = ["/sys/fs/cgroup/slice/cpu.max": "100000 100000\n"]
      let found = tightest(files, group: "0::/slice/gone (deleted)\n", mounts: Self.unified)
      #expect(found?.cpus == 1)
    }

    // MARK: Version 1

    @Test(
      arguments: [
        (["150000", "-1", "-1"], 1.5), (["-1", "200000", "-1"], 2.0), (["-1", "-1", "50000"], 0.5),
        (["400000", "300000", "-1"], 3.0), (["-1", "-1", "-1"], nil), ([nil, nil, nil], nil),
        (["many", "200000", nil], 2.0), (["0", "", "-7"], nil),
      ] as [([String?], Double?)]
    )
    func `version 1 is walked up as well`(levels: [String?], cpus: Double?) {
      let base = "/sys/fs/cgroup/cpu,cpuacct"
      var files: [String: String] = [:]
      for (place, text) in zip(["/docker/abc", "/docker", ""], levels) {
        files[base + place + "/cpu.cfs_period_us"] = "100000\n"
        if let text { files[base + place + "/cpu.cfs_quota_us"] = text + "\n" }
      }
      let group =
        "9:memory:/elsewhere\n4:cpuacct,cpu:/docker/abc\n2:cpuset:/docker\n1:name=cpu:/x\n"
      #expect(tightest(files, group: group, mounts: Self.cpu)?.cpus == cpus)
    }

    @Test func `a quota without its period is no limit`() {
      let files = ["/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "100000\n"]
      #expect(tightest(files, group: "4:cpu,cpuacct:/\n", mounts: Self.cpu) == nil)
    }

    @Test func `version 1 in a container without a cgroup namespace`() {
      let mount = "36 24 0:31 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n"
      let files = [
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "250000\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      ]
      #expect(tightest(files, group: "4:cpu:/docker/abc\n", mounts: mount)?.cpus == 2.5)
    }

    // MARK: Both

    @Test func `in a hybrid the controller is in version 1, and version 2 has no such file`() {
      let unified = "37 24 0:32 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      let files = [
        "/sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_quota_us": "300000\n",
        "/sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_period_us": "200000\n",
        "/sys/fs/cgroup/unified/app/cgroup.procs": "1\n",
      ]
      let group = "3:cpu,cpuacct:/app\n0::/app\n"
      #expect(tightest(files, group: group, mounts: unified + Self.cpu)?.cpus == 1.5)
      #expect(tightest(files, group: group, mounts: Self.cpu + unified)?.cpus == 1.5)
    }

    @Test func `in a hybrid the controller may be in version 2`() {
      let unified = "37 24 0:32 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      let files = ["/sys/fs/cgroup/unified/app/cpu.max": "700000 100000\n"]
      #expect(tightest(files, group: "7:pids:/app\n0::/app\n", mounts: unified)?.cpus == 7)
    }

    // MARK: Nothing to be found

    @Test func `nothing of it is there`() {
      let tree = FixtureTree()
      #expect(CGroupCPULimit.tightest(root: tree.root) == nil)
      #expect(CGroupCPULimit.tightest(root: "/nonexistent") == nil)
      tree.write("0::/\n", to: "/proc/self/cgroup")
      #expect(CGroupCPULimit.tightest(root: tree.root) == nil)
    }

    @Test(arguments: [
      "", "\n\n", "garbage", "0:/\n", "0::relative\n", ":::\n", "12:cpuset:/\n", "0:cpu\n", "\0",
    ])
    func `a membership that makes no sense is no limit`(group: String) {
      let files = ["/sys/fs/cgroup/cpu.max": "100000 100000\n"]
      #expect(tightest(files, group: group, mounts: Self.unified) == nil)
    }

    @Test(arguments: [
      "", "garbage\n", "35 24 0:30 / /sys/fs/cgroup\n", "35 24 0:30 / /sys/fs/cgroup rw -\n",
      "35 24 0:30 / /sys/fs/cgroup rw - cgroup2\n", "- - - - - - - - -\n", "a b c d e f - g\n",
      "35 24 0:30 / /sys/fs/cgroup rw - cgroup2fs none rw\n",
    ])
    func `mounts that make no sense are none`(mounts: String) {
      let files = ["/sys/fs/cgroup/cpu.max": "100000 100000\n"]
      #expect(tightest(files, group: "0::/\n", mounts: mounts) == nil)
    }

    @Test func `a directory in a file's place is no limit`() {
      let files = ["/sys/fs/cgroup/cpu.max/x": "", "/sys/fs/cgroup/a/cpu.max": "max 100000\n"]
      #expect(tightest(files, group: "0::/a\n", mounts: Self.unified) == nil)
    }

    @Test func `the last line of a list that is cut off counts for nothing`() {
      let files = ["/sys/fs/cgroup/cpu.max": "100000 100000\n"]
      let cut = String(Self.unified.dropLast(25))
      #expect(tightest(files, group: "0::/\n", mounts: cut) == nil)
    }

    @Test func `a host with ten thousand mounts is read to its end`() {
      let filler = "50 24 0:40 / /var/lib/containers/some/long/path/merged rw - overlay o rw\n"
      let files = ["/sys/fs/cgroup/cpu.max": "200000 100000\n"]
      let mounts = String(repeating: filler, count: 10_000) + Self.unified
      #expect(tightest(files, group: "0::/\n", mounts: mounts)?.cpus == 2)
    }

    @Test func `a look leaves no descriptor open`() async {
      await #expect(processExitsWith: .success) {
        let before = ProcessFacts.descriptorCount
        for _ in 0..<50 { _ = CPUs.recommendedWorkers }
        // The test library's own event loop opens a handful meanwhile.
        #expect(ProcessFacts.descriptorCount < before + 25)
      }
    }
  }
}
