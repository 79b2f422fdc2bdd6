// SPDX-License-Identifier: Apache-2.0

internal import ThreadmillDemos

/// What the engine sees of the machine; the interface may not ask it itself.
package struct EngineFacts: Sendable {
  /// CPUs that the process may use.
  package let cpuCount: Int
  // Looked up by whoever asks: they are read from files, and the start of the workbench is no time
  // for that.
  private let cpuQuota: @Sendable () -> Double?
  private let defaultWorkerCount: @Sendable () -> Int

  /// Creates facts.
  ///
  /// - Parameters:
  ///   - cpuCount: CPUs that the process may use; 1 or more.
  ///   - cpuQuota: how many its control groups let it keep busy on average; `nil` if they set no
  ///     limit. Only evaluated for a report.
  ///   - defaultWorkerCount: how many workers a pool gets when nobody says; 1 or more. Only evaluated
  ///     for a report.
  package init(
    cpuCount: Int,
    cpuQuota: @escaping @autoclosure @Sendable () -> Double?,
    defaultWorkerCount: @escaping @autoclosure @Sendable () -> Int
  ) {
    self.cpuCount = cpuCount
    self.cpuQuota = cpuQuota
    self.defaultWorkerCount = defaultWorkerCount
  }

  /// All of it for `doctor`.
  package var report: [DoctorReport.Fact] {
    [
      DoctorReport.Fact("CPUs by affinity", String(cpuCount)),
      DoctorReport.Fact("CPUs by quota", cpuQuota().map { Numbers.fixed($0, 3) } ?? "no limit"),
      DoctorReport.Fact("default workers", String(defaultWorkerCount())),
      DoctorReport.Fact("a lock", LockPrice.alone.description),
      DoctorReport.Fact("one wanted by two", LockPrice.betweenTwo().description),
    ]
  }
}
