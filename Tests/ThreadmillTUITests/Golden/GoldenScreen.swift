// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillTUI
import ThreadmillTerminal

/// A screen as text and a map of styles, kept in a file beside this one.
///
/// `TM_UPDATE_GOLDEN=1 swift test --filter Golden` writes the files anew; look at the difference
/// before committing it.
struct GoldenScreen {
  /// The file's name without its end.
  let name: String
  let grid: Grid

  /// Text, then one letter per cell that tells its style, then what the letters mean.
  var text: String {
    var letters: [Style: Character] = [.plain: "."]
    var legend: [String] = []
    var map: [String] = []
    for y in 0..<grid.size.rows {
      var row = ""
      for x in 0..<grid.size.columns {
        let style = grid[x, y].style
        if letters[style] == nil {
          let letter = Self.alphabet[letters.count - 1]
          letters[style] = letter
          legend.append("\(letter) \(Self.words(style))")
        }
        row.append(letters[style] ?? "?")
      }
      map.append(row)
    }
    return (grid.rows + ["---"] + map + ["---"] + legend).joined(separator: "\n") + "\n"
  }

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz")

  private static func words(_ style: Style) -> String {
    var words = [style.color.map { "color \($0)" } ?? "default"]
    if style.isBold { words.append("bold") }
    if style.isDim { words.append("dim") }
    if style.isReverse { words.append("reverse") }
    if style.isUnderlined { words.append("underlined") }
    return words.joined(separator: " ")
  }

  /// What differs from the file; `nil` if nothing does, or if the file has just been written.
  func difference() -> String? {
    let path = Self.folder + name + ".txt"
    if getenv("TM_UPDATE_GOLDEN") != nil {
      return Self.write(text, to: path) ? nil : "cannot write \(path)"
    }
    guard let kept = Self.read(path) else {
      return "no file \(path): TM_UPDATE_GOLDEN=1 writes it"
    }
    guard kept != text else { return nil }
    let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, pair) in zip(old, new).enumerated() where pair.0 != pair.1 {
      return "\(name), line \(index + 1)\nkept:  \(pair.0)\ndrawn: \(pair.1)"
    }
    return "\(name): \(old.count) lines kept, \(new.count) drawn"
  }

  private static var folder: String {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast()
    return parts.joined(separator: "/") + "/Screens/"
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    defer { fclose(file) }
    return fputs(text, file) >= 0
  }
}
