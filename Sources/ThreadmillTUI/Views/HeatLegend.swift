// SPDX-License-Identifier: Apache-2.0

/// What the cells of a heat map mean, in one row; cut between entries.
struct HeatLegend {
  /// The commonest first, because the end may be cut.
  private static let kinds: [LaneMark.Kind] = [
    .waiting, .running, .blocked, .idle, .failed, .finished, .cancelled, .lost, .starting,
  ]

  func draw(on canvas: inout Canvas, x start: Int, y: Int) {
    var x = start
    for kind in Self.kinds {
      let sample = HeatScale.sample(kind, isUTF8: canvas.look.isUTF8)
      let length = sample.unicodeScalars.count + 1 + kind.word.utf8.count
      guard x + length < canvas.columns else { return }
      canvas.put(sample, x: x, y: y, kind.role)
      canvas.put(kind.word, x: x + length - kind.word.utf8.count, y: y, .quiet)
      x += length + 2
    }
  }
}
