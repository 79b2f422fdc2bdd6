// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// Which rows of the Run view show what; the same for `view`, which draws them, and `update`, which
/// pages through them.
package struct RunPlan: Sendable, Hashable {
  /// How much there is room for.
  package var sizeClass: SizeClass
  /// Rows above the lanes; `nil` where there is no room.
  package var knobsRow: Int?
  /// The bar of the round.
  package var totalRow = 1
  /// The last rounds.
  package var roundsRow: Int?
  /// What the last round has shown.
  package var ahaRow: Int?
  /// Rows of that sentence.
  package var ahaRows = 1
  /// The heading of the lanes.
  package var titleRow: Int?
  /// The lanes.
  package var lanesTop = 2
  /// Rows of lanes, what belongs to a map included.
  package var laneRows = 0
  /// Where the workers stand in them.
  package private(set) var layout: LaneLayout
  /// What the cells of a heat map mean.
  package private(set) var legendRow: Int?
  /// The selected worker of a map, whose cell is too small to say more.
  package private(set) var lineRow: Int?
  /// The row that says how many lanes there are besides, where no heading does.
  package var moreRow: Int?
  /// The selected lane's details, its heading included.
  package var detailRow: Int?
  /// The first row of what the run shows beside its lanes.
  package private(set) var exhibitsTop = 0
  /// Rows of it.
  package private(set) var exhibitRows = 0
  /// The round's results.
  package var resultsRow: Int?
  /// The heading of the printed lines; those stand below it.
  package var printedTitleRow: Int?
  /// The first printed line.
  package var printedTop = 0
  /// Rows of printed lines.
  package var printedRows = 0
  /// The end card, its heading included.
  package var cardTop: Int?
  /// Rows of the card.
  package var cardRows = 0
  private let laneCount: Int
  private let numberWidth: Int
  private let width: Int
  private let zoom: ZoomLevel

  /// Rows of the selected lane's details.
  static let detailRows = 4
  /// Lanes that an end card leaves visible, if there are so many.
  private static let lanesBesideCard = 4

  /// Plans the rows for a run on a screen of that size.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - size: The screen.
  ///   - zoom: How much of each worker was asked for.
  ///   - keys: Asked for only where there is an end card, whose height they may change.
  package init(
    _ run: RunState,
    size: ScreenSize,
    zoom: ZoomLevel,
    keys: @autoclosure () -> KeyLabels
  ) {
    sizeClass = SizeClass(size)
    laneCount = run.lanes.count
    numberWidth = run.numberWidth
    width = size.columns
    self.zoom = zoom
    layout = LaneLayout(.lane, count: 0, rows: 0, width: size.columns, numberWidth: 2)
    let card: (Int) -> Int = { width in
      run.isEnded ? CardText(run, keys: keys(), width: width).lines.count : 0
    }
    let bottom = size.rows - 2
    guard sizeClass > .tiny else { return }
    if sizeClass == .small {
      planSmall(run, size, bottom, card)
    } else {
      planLarge(run, size, bottom, card)
    }
    if sizeClass > .small { planExhibits(run) }
    planLayout(run)
  }

  /// Lanes that can be seen at once.
  package var visibleLanes: Int { max(1, layout.visibleLanes) }

  private mutating func planLarge(
    _ run: RunState,
    _ size: ScreenSize,
    _ bottom: Int,
    _ cardLines: (Int) -> Int
  ) {
    knobsRow = 2
    totalRow = 3
    roundsRow = 4
    ahaRow = 5
    // A sentence of 100 columns takes two rows here, always, so that lanes do not move.
    ahaRows = size.columns < 110 ? 2 : 1
    titleRow = 5 + ahaRows
    lanesTop = 6 + ahaRows
    let room = bottom - lanesTop
    if run.isEnded {
      cardRows = min(cardLines(size.columns - 2) + 1, room - min(laneCount, Self.lanesBesideCard))
      planCard(run, room: room, bottom: bottom, height: size.rows)
    } else {
      printedRows = size.rows >= 30 ? 8 : 3
      // What the run shows beside its lanes comes before lines that the Log has as well.
      let exhibits = run.snapshot.exhibitCount
      let missing = exhibits > 0 ? laneCount + exhibits + 1 - (room - printedRows - 2) : 0
      printedRows -= min(max(0, missing), printedRows - 3)
      printedTop = bottom - printedRows
      printedTitleRow = printedTop - 1
      resultsRow = printedTop - 2
      laneRows = printedTop - 2 - lanesTop
    }
  }

  /// The card stands at the bottom; where lanes leave room, right below them, and what was printed
  /// stays visible under it.
  private mutating func planCard(_ run: RunState, room: Int, bottom: Int, height: Int) {
    let spare = room - cardRows - laneCount - 1
    // What the run shows beside its lanes comes before lines that the Log has as well.
    let exhibits = run.selectedLane == nil ? run.snapshot.exhibitCount : 0
    let lines = height < 30 ? 3 : exhibits == 0 ? 8 : max(3, min(8, spare - 2 - exhibits))
    guard spare >= lines + 2 else {
      cardTop = bottom - cardRows
      laneRows = room - cardRows
      return
    }
    laneRows = laneCount
    cardTop = lanesTop + laneCount + 1
    if run.selectedLane != nil, spare >= lines + 2 + Self.detailRows {
      detailRow = lanesTop + laneCount
      cardTop = lanesTop + laneCount + Self.detailRows
    }
    printedRows = lines
    printedTop = bottom - lines
    printedTitleRow = printedTop - 1
  }

  /// What a run shows beside its lanes stands under them: in the rows that they leave, or in a third of
  /// theirs.
  private mutating func planExhibits(_ run: RunState) {
    let count = run.snapshot.exhibitCount
    // The details of a selected lane come before that.
    guard count > 0, !run.isEnded || detailRow == nil else { return }
    let isCardBelow = cardTop == lanesTop + laneRows + 1
    let spare = isCardBelow ? (printedTitleRow ?? 0) - 1 - lanesTop - laneRows - cardRows : laneRows
    let share = isCardBelow ? spare : max(laneRows - laneCount, laneRows / 3)
    exhibitRows = min(count, max(0, share))
    exhibitsTop = lanesTop + laneRows - (isCardBelow ? 0 : exhibitRows)
    if isCardBelow {
      cardTop = cardTop.map { $0 + exhibitRows }
    } else {
      laneRows -= exhibitRows
    }
  }

  private mutating func planSmall(
    _ run: RunState,
    _ size: ScreenSize,
    _ bottom: Int,
    _ cardLines: (Int) -> Int
  ) {
    var end = bottom
    if run.isEnded {
      let room = end - lanesTop
      cardRows = min(cardLines(size.columns - 1), room - min(laneCount, 1))
      cardTop = end - cardRows
      laneRows = max(0, room - cardRows)
      return
    }
    // A low screen shows what was printed only where lanes leave rows empty.
    let spare = end - lanesTop - (size.rows >= 10 ? 1 : 0) - (size.rows >= 14 ? 1 : 0) - laneCount
    printedRows = size.rows >= 16 ? 3 : min(3, max(0, spare))
    end -= printedRows
    printedTop = end
    if size.rows >= 14 {
      ahaRows = size.rows >= 17 ? 2 : 1
      end -= ahaRows
      ahaRow = end
    }
    if size.rows >= 10 {
      end -= 1
      roundsRow = end
    }
    laneRows = max(0, end - lanesTop)
  }

  // MARK: - The lanes' own rows

  /// Lays the lanes out.
  ///
  /// Which level a map has does not depend on whether a worker is selected: a selection that changed
  /// the picture would lose what it points at.
  private mutating func planLayout(_ run: RunState) {
    layout = layout(laneRows)
    if !layout.isMap { planDetail(run) }
    if titleRow == nil, laneRows > 1, layout.isMap || laneCount > visibleLanes {
      laneRows -= 1
      moreRow = lanesTop + laneRows
      layout = layout(laneRows)
    }
    if layout.isMap { planMap(run) }
  }

  private func layout(_ rows: Int, coarsest: ZoomLevel = .heat) -> LaneLayout {
    LaneLayout(
      zoom,
      count: laneCount,
      rows: rows,
      width: width,
      numberWidth: numberWidth,
      coarsest: coarsest
    )
  }

  /// Rows for the details of the selected lane, taken from the lanes where enough of them are left.
  private mutating func planDetail(_ run: RunState) {
    // Above a card that was moved up to the lanes, each of them has just one row.
    guard run.selectedLane != nil, detailRow == nil, sizeClass > .small,
      cardTop == nil || cardTop == lanesTop + laneRows,
      laneRows - Self.detailRows >= min(laneCount, 5)
    else { return }
    laneRows -= Self.detailRows
    detailRow = lanesTop + laneRows
    layout = layout(laneRows, coarsest: .columns)
  }

  /// Legend and selected worker stand right under the cells; its details only where there are rows
  /// to spare.
  private mutating func planMap(_ run: RunState) {
    var row = lanesTop + layout.usedRows
    if layout.hasLegend {
      legendRow = row
      row += 1
    }
    if layout.hasLine {
      lineRow = row
      row += 1
    }
    guard run.selectedLane != nil, detailRow == nil, sizeClass > .small,
      lanesTop + laneRows - row >= Self.detailRows
    else { return }
    detailRow = row
  }
}
