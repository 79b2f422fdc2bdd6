// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite(.watched) struct CPUQuotaTests {
    @Test(arguments: [
      ("150000 100000\n", 1.5, 2), ("100000 100000\n", 1, 1), ("100001 100000", 1.00001, 2),
      ("50000 100000\n", 0.5, 1), ("1000 1000000\n", 0.001, 1), ("800000 100000\n", 8, 8),
      ("  200000   100000  \n", 2, 2), ("9223372036854775807 1\n", 0x1p63, Int.max),
      ("9223372036854775807 9223372036854775807\n", 1, 1), ("1 9223372036854775807\n", 0x1p-63, 1),
    ]) func `version 2 has quota and period in one line`(text: String, cpus: Double, workers: Int) {
      let quota = CPUQuota(cpuMax: text)
      #expect(quota?.cpus == cpus)
      #expect(quota?.workers == workers)
    }

    @Test(arguments: [
      "max 100000\n", "max\n", "", "\n", "150000\n", "0 100000\n", "-1 100000\n", "100000 0\n",
      "100000 -5\n", "100000 100000 100000\n", "1e5 100000\n", "100000,100000\n", "0x10 16\n",
      "9223372036854775808 1\n", "\0\0\0\0", "max max\n", "∞ 100000\n",
    ]) func `whatever else stands there is no limit`(text: String) {
      #expect(CPUQuota(cpuMax: text) == nil)
    }

    @Test(arguments: [
      ("150000\n", "100000\n", 2), ("-1\n", "100000\n", nil), ("0\n", "100000\n", nil),
      ("25000", "50000", 1), ("max\n", "100000\n", nil), ("100000\n", "0\n", nil),
      ("100000\n", "", nil), ("", "100000\n", nil), ("1 2\n", "100000\n", nil),
      ("300000\n", "100000 1\n", nil), ("300001\n", "100000\n", 4),
    ]) func `version 1 has two files`(quota: String, period: String, workers: Int?) {
      #expect(CPUQuota(cfsQuota: quota, cfsPeriod: period)?.workers == workers)
    }

    @Test(arguments: [
      (4, "max 100000", 4), (4, "400000 100000", 4), (4, "800000 100000", 4),
      (4, "350000 100000", 4), (4, "300000 100000", 3), (4, "150000 100000", 2),
      (4, "10000 100000", 1), (1, "800000 100000", 1), (0, "max", 1), (-1, "800000 100000", 1),
      (0, "10000 100000", 1), (Int.max, "max", Int.max),
    ]) func `workers are the lesser of affinity and quota, and one at least`(
      available: Int,
      cpuMax: String,
      workers: Int
    ) {
      #expect(CPUs.workers(available: available, quota: CPUQuota(cpuMax: cpuMax)) == workers)
    }

    @Test func `what this process is told fits together`() async throws {
      #expect(CPUs.available >= 1)
      #expect((1...CPUs.available).contains(CPUs.recommendedWorkers))
      guard let quota = CPUs.quota else {
        #expect(CPUs.recommendedWorkers == CPUs.available)
        return
      }
      #expect(quota > 0)
      #expect(CPUs.recommendedWorkers == max(1, min(CPUs.available, Int(quota.rounded(.up)))))
    }
  }
}
