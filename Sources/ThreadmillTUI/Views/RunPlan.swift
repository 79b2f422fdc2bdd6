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
  /// Rows of lanes.
  package var laneRows = 0
  /// The row that says how many lanes there are besides, where no heading does.
  package var moreRow: Int?
  /// Lanes side by side.
  package var columns = 1
  /// The selected lane's details, its heading included.
  package var detailRow: Int?
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
  private var laneCount: Int

  /// Rows of the selected lane's details.
  static let detailRows = 4
  /// Lanes that an end card leaves visible, if there are so many.
  private static let lanesBesideCard = 4

  /// Plans the rows for a run on a screen of that size.
  package init(_ run: RunState, size: ScreenSize, keys: KeyLabels) {
    let card: (Int) -> Int = { width in
      run.isEnded ? CardText(run, keys: keys, width: width).lines.count : 0
    }
    sizeClass = SizeClass(size)
    laneCount = run.lanes.count
    let bottom = size.rows - 2
    guard sizeClass > .tiny else { return }
    if sizeClass == .small {
      planSmall(run, size, bottom, card)
    } else {
      planLarge(run, size, bottom, card)
    }
    planColumns(width: size.columns)
    planMore()
  }

  /// Lanes that can be seen at once.
  package var visibleLanes: Int { max(1, laneRows * columns) }

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
      printedTop = bottom - printedRows
      printedTitleRow = printedTop - 1
      resultsRow = printedTop - 2
      laneRows = printedTop - 2 - lanesTop
      planDetail(run)
    }
  }

  /// The card stands at the bottom; where lanes leave room, right below them, and what was printed
  /// stays visible under it.
  private mutating func planCard(_ run: RunState, room: Int, bottom: Int, height: Int) {
    let lines = height >= 30 ? 8 : 3
    let spare = room - cardRows - laneCount - 1
    guard spare >= lines + 2 else {
      cardTop = bottom - cardRows
      laneRows = room - cardRows
      planDetail(run)
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

  private mutating func planDetail(_ run: RunState) {
    guard run.selectedLane != nil, laneRows - Self.detailRows >= min(laneCount, 5) else { return }
    laneRows -= Self.detailRows
    detailRow = lanesTop + laneRows
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

  private mutating func planMore() {
    guard titleRow == nil, laneRows > 1, laneCount > visibleLanes else { return }
    laneRows -= 1
    moreRow = lanesTop + laneRows
  }

  private mutating func planColumns(width: Int) {
    guard laneCount > laneRows, laneRows > 0 else { return }
    for count in 2...4 where width / count >= 24 && count * laneRows >= laneCount {
      columns = count
      return
    }
  }
}
