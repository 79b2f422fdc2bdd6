// SPDX-License-Identifier: Apache-2.0

/// In which control groups a process is, as far as they can limit its CPU time.
///
/// Source: `cgroups(7)`, "/proc/[pid]/cgroup": lines of `hierarchy-ID:controllers:path`, where the path
/// is relative to the hierarchy's root as the process's cgroup namespace shows it.
package struct CGroupMembership: Sendable, Hashable {
  /// Its group in version 2's one hierarchy; `nil` if there is none.
  package private(set) var unified: String?
  /// Its group in version 1's hierarchy of the controller `cpu`; `nil` if there is none.
  package private(set) var cpu: String?

  /// Reads `/proc/self/cgroup`; lines that make no sense count for nothing.
  ///
  /// - Parameter text: the file's contents.
  package init(_ text: String) {
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      // A group's name may hold colons.
      let fields = line.split(
        separator: UInt8(ascii: ":"),
        maxSplits: 2,
        omittingEmptySubsequences: false
      ).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 3, fields[2].utf8.first == UInt8(ascii: "/") else { continue }
      if fields[0] == "0" && fields[1].isEmpty {
        unified = fields[2]
      } else if fields[1].split(separator: ",").contains("cpu") {
        cpu = fields[2]
      }
    }
  }
}
