// SPDX-License-Identifier: Apache-2.0

package import ThreadmillDemos
import ThreadmillTelemetry

extension Canvas {
  /// What a lane is drawn from besides its face.
  package struct LaneFrame: Sendable {
    /// Where the lane's parts stand.
    package var columns: LaneColumns
    /// Whether the cursor is on it.
    package var isSelected: Bool
    /// Whether the worker's number stands for its name.
    package var isNumbered: Bool

    /// Creates the frame of a lane.
    package init(columns: LaneColumns, isSelected: Bool, isNumbered: Bool) {
      self.columns = columns
      self.isSelected = isSelected
      self.isNumbered = isNumbered
    }
  }

  /// Draws one lane on one row.
  package mutating func lane(
    _ lane: RunSnapshot.Lane,
    _ face: LaneFace,
    _ memory: LaneMemory?,
    _ frame: LaneFrame,
    x: Int,
    y: Int
  ) {
    let columns = frame.columns
    let worker = lane.worker
    if frame.isSelected { put(.cursor, x: x, y: y, .key) }
    laneName(worker, face, frame, x: x, y: y)
    if columns.state.width > 0 {
      put(face.glyph, x: x + columns.state.x, y: y, face.role)
      let word = columns.state.width < 11 ? face.shortWord : face.word
      put(word, x: x + columns.state.x + 2, y: y, face.role, width: columns.state.width - 2)
    }
    if face.hasBar, columns.note.width == 0, face.measure.utf8.count > columns.measure.width,
      face.fraction == nil, columns.measure.width > 0
    {
      // Without room for both, what a worker waits for says more than an empty trough.
      let room = columns.measure.x + columns.measure.width - columns.bar.x
      clip(face.measure, x: x + columns.bar.x, y: y, width: room)
      return
    }
    if face.hasBar {
      bar(Bar(face.fraction, face.role), x: x + columns.bar.x, y: y, width: columns.bar.width)
    }
    laneTexts(face, columns, x: x, y: y)
    if columns.cpu.width > 0, let share = memory?.cpuShare, worker.state.isAlive {
      putRight(Numbers.percent(share), end: x + columns.cpu.x + columns.cpu.width, y: y, .quiet)
    }
    if columns.done.width > 0 {
      let count = Int(clamping: worker.finished + worker.failed)
      putRight(Numbers.compact(count), end: x + columns.done.x + columns.done.width, y: y)
    }
  }

  private mutating func laneName(
    _ worker: WorkerSnapshot,
    _ face: LaneFace,
    _ frame: LaneFrame,
    x: Int,
    y: Int
  ) {
    let part = frame.columns.name
    let role: Role =
      frame.isSelected ? .title : face.isNews ? .flash : worker.state.isAlive ? .text : .quiet
    if frame.isNumbered {
      putRight(String(worker.id), end: x + part.x + part.width, y: y, role, start: x + part.x)
    } else {
      clip(worker.name, x: x + part.x, y: y, role, width: part.width)
    }
  }

  private mutating func laneTexts(_ face: LaneFace, _ columns: LaneColumns, x: Int, y: Int) {
    let role: Role = face.isNews ? .flash : face.hasBar ? .text : .quiet
    let room = columns.note.x + columns.note.width - columns.measure.x
    guard columns.measure.width > 0 else { return }
    if face.measure.utf8.count > columns.measure.width, columns.note.width > 0 {
      // What a worker is blocked on matters more than the name of its task.
      let used = clip(face.measure, x: x + columns.measure.x, y: y, role, width: room)
      let rest = room - used - 2
      if rest > 3 { clip(face.note, x: x + columns.measure.x + used + 2, y: y, width: rest) }
      return
    }
    let isShort = face.measure.utf8.count > columns.measure.width
    let measure = isShort ? face.shortMeasure ?? face.measure : face.measure
    clip(measure, x: x + columns.measure.x, y: y, role, width: columns.measure.width)
    if columns.note.width > 0 {
      let fits = width(face.note) <= columns.note.width
      let note = fits ? face.note : face.shortNote
      clip(note, x: x + columns.note.x, y: y, width: columns.note.width)
    }
  }
}
