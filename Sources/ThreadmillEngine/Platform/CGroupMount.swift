// SPDX-License-Identifier: Apache-2.0

/// A place in the file system that shows control groups which can limit CPU time.
///
/// Source: `proc_pid_mountinfo(5)`.
package struct CGroupMount: Sendable, Hashable {
  /// Which groups there are.
  package enum Hierarchy: Sendable, Hashable {
    /// Those of version 2.
    case unified
    /// Those of version 1's controller `cpu`.
    case cpu
  }

  /// Which groups it shows.
  package let hierarchy: Hierarchy
  /// The group at its top, as names from the hierarchy's root downwards; `..` leads out of the
  /// process's cgroup namespace.
  package let root: [String]
  /// Where it is.
  package let point: String

  /// Reads a line of `/proc/self/mountinfo`; `nil` for whatever else is mounted.
  ///
  /// - Parameter line: fields between single spaces: 4 the root, 5 the mount point, then options, a
  ///   number of tags, `-`, and after that the file system's type, its source and its own options.
  package init?(_ line: String) {
    let fields = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let dash = fields.dropFirst(6).firstIndex(of: "-"), fields.count > dash + 3 else {
      return nil
    }
    switch fields[dash + 1] {
    case "cgroup2": hierarchy = .unified
    case "cgroup" where fields[dash + 3].split(separator: ",").contains("cpu"): hierarchy = .cpu
    default: return nil
    }
    root = Self.names(in: Self.unescaped(fields[3]))
    point = Self.unescaped(fields[4])
  }

  /// All of them that `/proc/self/mountinfo` lists.
  package static func all(in text: String) -> [CGroupMount] {
    text.utf8.split(separator: UInt8(ascii: "\n")).compactMap {
      CGroupMount(String(decoding: $0, as: UTF8.self))
    }
  }

  /// The mount that shows most of `group`'s ancestors, of those of one hierarchy.
  ///
  /// If none shows the group, the last one: its top is then the nearest that can be seen. That is so
  /// when the process was moved out of its cgroup namespace (`/../elsewhere`).
  ///
  /// - Parameters:
  ///   - mounts: in the order of mounting: a later one hides an earlier one at the same place.
  ///   - hierarchy: which groups it must show.
  ///   - group: as `/proc/self/cgroup` names it.
  /// - Returns: `nil` if there is no mount of this hierarchy.
  package static func best(
    of mounts: [CGroupMount],
    _ hierarchy: Hierarchy,
    for group: String
  ) -> CGroupMount? {
    let fitting = mounts.reversed().filter { $0.hierarchy == hierarchy }
    return fitting.filter { $0.path(to: group) != nil }.min { $0.root.count < $1.root.count }
      ?? fitting.first
  }

  /// Directories of `group` and of its ancestors up to the mount's top, the group's own first.
  ///
  /// - Returns: at least the mount point: a group that it does not show leaves only that.
  package func directories(of group: String) -> [String] {
    let names = path(to: group) ?? []
    return (0...names.count).reversed().map { depth in
      names[..<depth].reduce(point) { $0 + "/" + $1 }
    }
  }

  /// Names that lead from the mount's top down to `group`; `nil` if it is not below it.
  private func path(to group: String) -> [String]? {
    let names = Self.names(in: group)
    guard names.starts(with: root) else { return nil }
    let rest = names.dropFirst(root.count)
    return rest.contains("..") ? nil : Array(rest)
  }

  private static func names(in path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Undoes the kernel's `\040` for a space and its like.
  private static func unescaped(_ field: String) -> String {
    var rest = Array(field.utf8)[...]
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
