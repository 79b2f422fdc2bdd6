// SPDX-License-Identifier: Apache-2.0

/// What a simulated download brings.
package struct Download: Sendable, Hashable {
  /// Which file it was.
  package var id: Int
  /// Its length in bytes.
  package var size: Int

  /// The file of that number, as the seed makes it up.
  package init(_ id: Int) {
    self.id = id
    size = id * 1024
  }

  /// As a person reads it.
  package var text: String { "file \(id): \(size) bytes" }

  /// As the seed prints it.
  package var pythonText: String { "{'id': \(id), 'size': \(size)}" }

  /// Compares with the downloads made one after another.
  ///
  /// - Returns: the first difference in one sentence, or `nil` if there is none.
  package static func mismatch(_ downloads: [Download], count: Int) -> String? {
    guard downloads.count == count else {
      return "\(count) files were asked for, \(downloads.count) came"
    }
    for (index, download) in downloads.enumerated() where download != Download(index) {
      return "place \(index) holds \(download.pythonText), expected \(Download(index).pythonText)"
    }
    return nil
  }
}

extension [String] {
  /// The texts in brackets, as Python prints a list of dictionaries.
  package var bracketed: String { "[\(joined(separator: ", "))]" }
}
