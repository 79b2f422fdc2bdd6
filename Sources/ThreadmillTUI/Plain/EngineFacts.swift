// SPDX-License-Identifier: Apache-2.0

/// What the engine sees of the machine; the interface may not ask it itself.
package struct EngineFacts: Sendable, Hashable {
  /// CPUs that the process may use.
  package var cpuCount: Int
  /// How many workers a pool gets when nobody says.
  package var defaultWorkerCount: Int

  /// Creates facts; both are 1 or more.
  package init(cpuCount: Int, defaultWorkerCount: Int) {
    self.cpuCount = cpuCount
    self.defaultWorkerCount = defaultWorkerCount
  }

  /// The same for `doctor`.
  var report: [DoctorReport.Fact] {
    [
      DoctorReport.Fact("CPUs by affinity", String(cpuCount)),
      DoctorReport.Fact("default workers", String(defaultWorkerCount)),
    ]
  }
}
