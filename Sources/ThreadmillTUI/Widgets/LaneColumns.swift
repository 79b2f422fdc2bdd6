// SPDX-License-Identifier: Apache-2.0

/// Where the columns of a lane stand: the same for every lane of a frame, whatever the lanes say.
package struct LaneColumns: Sendable, Hashable {
  /// The first column of each part, relative to the lane; a part of width 0 is not shown.
  package struct Part: Sendable, Hashable {
    /// The first column.
    package var x: Int
    /// How many there are.
    package var width: Int
  }

  /// The worker's name or number.
  package var name: Part
  /// Glyph and word.
  package var state: Part
  /// The bar.
  package var bar: Part
  /// Time or count.
  package var measure: Part
  /// Task in hand or last result.
  package var note: Part
  /// CPU share.
  package var cpu: Part
  /// Tasks done.
  package var done: Part

  /// Plans the columns of a lane.
  ///
  /// - Parameters:
  ///   - width: Columns of the lane, the one of the cursor included.
  ///   - nameWidth: Columns that the widest name or number needs.
  ///   - hasDone: Whether a count of finished tasks is worth a column.
  ///   - hasCPU: Whether CPU shares are worth a column.
  package init(width: Int, nameWidth: Int, hasDone: Bool, hasCPU: Bool) {
    let isWide = width >= 76
    var right = width
    func takeRight(_ columns: Int, _ isShown: Bool) -> Part {
      guard isShown, right - columns > 46 else { return Part(x: right, width: 0) }
      right -= columns
      return Part(x: right, width: columns - 1)
    }
    done = takeRight(7, hasDone)
    cpu = takeRight(6, hasCPU)
    let nameColumns = isWide ? max(6, nameWidth) : nameWidth
    name = Part(x: 1, width: min(nameColumns, max(0, right - 1)))
    var left = 1 + name.width + (isWide ? 2 : 1)
    let stateColumns = isWide ? 11 : width >= 30 ? 8 : min(6, max(0, right - left))
    state = Part(x: left, width: max(0, stateColumns))
    left += state.width + 1
    let room = max(0, right - left)
    if isWide {
      let measureColumns = 17
      let barColumns = min(48, max(12, (room - measureColumns - 3) * 3 / 5))
      bar = Part(x: left, width: barColumns)
      measure = Part(x: left + barColumns + 1, width: measureColumns)
      let noteX = measure.x + measureColumns + 1
      note = Part(x: noteX, width: max(0, right - noteX))
    } else {
      let measureColumns = room >= 22 ? 14 : 0
      let barColumns = max(0, room - measureColumns - (measureColumns > 0 ? 1 : 0))
      // More cells than this say no more beside the numbers, and cost a slow line bytes.
      bar = Part(x: left, width: min(14, barColumns))
      measure = Part(x: left + bar.width + 1, width: measureColumns)
      let noteX = measure.x + measureColumns + 1
      note = Part(x: noteX, width: right - noteX > 6 ? right - noteX : 0)
    }
  }
}
