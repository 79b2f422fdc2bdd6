// SPDX-License-Identifier: Apache-2.0
import CVTerm
package import ThreadmillTerminal

/// A terminal that can be asked what it shows: the oracle for everything the screen sends (libvterm).
package final class VirtualTerminal {
  private let terminal: OpaquePointer
  private let screen: OpaquePointer

  /// A blank terminal; `nil` if libvterm refuses.
  package init?(_ size: ScreenSize) {
    guard let terminal = vterm_new(Int32(size.rows), Int32(size.columns)),
      let screen = vterm_obtain_screen(terminal)
    else { return nil }
    self.terminal = terminal
    self.screen = screen
    vterm_set_utf8(terminal, 1)
    vterm_screen_enable_altscreen(screen, 1)
    vterm_screen_reset(screen, 1)
  }

  deinit { vterm_free(terminal) }

  /// Receives what a program wrote.
  package func feed(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      _ = vterm_input_write(
        terminal,
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
        buffer.count
      )
    }
    vterm_screen_flush_damage(screen)
  }

  /// Takes another size.
  package func resize(_ size: ScreenSize) {
    vterm_set_size(terminal, Int32(size.rows), Int32(size.columns))
  }

  /// The size in cells.
  package var size: ScreenSize {
    var rows: Int32 = 0
    var columns: Int32 = 0
    vterm_get_size(terminal, &rows, &columns)
    return ScreenSize(columns: Int(columns), rows: Int(rows))
  }

  /// What stands at a position.
  package func cell(x: Int, y: Int) -> VirtualCell {
    VirtualCell(tv_get(screen, Int32(x), Int32(y)))
  }

  /// What a row says, without the blanks at its end.
  package func text(row: Int) -> String {
    var scalars = String.UnicodeScalarView()
    for x in 0..<size.columns {
      let cell = cell(x: x, y: row)
      guard cell.base != 0 else { continue }
      scalars.append(Unicode.Scalar(cell.base) ?? "?")
      if cell.mark != 0 { scalars.append(Unicode.Scalar(cell.mark) ?? "?") }
    }
    while scalars.last == " " { scalars.removeLast() }
    return String(scalars)
  }

  /// All rows as text.
  package var rows: [String] { (0..<size.rows).map(text(row:)) }
}
