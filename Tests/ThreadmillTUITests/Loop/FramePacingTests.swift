// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillTUI
import ThreadmillTerminal

/// When frames are due: the promise that idle costs nothing, and that keys come first.
struct FramePacingTests {
  private func settled() -> FramePacing {
    var pacing = FramePacing()
    pacing.drew(.shown, at: .seconds(1))
    return pacing
  }

  @Test func `the first frame is due at once`() {
    #expect(FramePacing().due(isMoving: false, hasFocus: true) == .zero)
  }

  @Test func `nothing to draw is no frame, so no wake-up`() {
    #expect(settled().due(isMoving: false, hasFocus: true) == nil)
  }

  @Test func `what moves is drawn ten times a second, once without the focus`() {
    #expect(settled().due(isMoving: true, hasFocus: true) == .milliseconds(1_100))
    #expect(settled().due(isMoving: true, hasFocus: false) == .seconds(2))
  }

  @Test func `a key is drawn at once, a flood of them sixty times a second`() {
    var pacing = settled()
    pacing.touch(isUrgent: true)
    #expect(pacing.due(isMoving: true, hasFocus: false) == .milliseconds(1_016))
  }

  @Test func `what was asked of a run is drawn at once and once more when it has settled`() {
    var pacing = settled()
    pacing.touchUnsettled()
    #expect(pacing.due(isMoving: false, hasFocus: true) == .milliseconds(1_016))
    pacing.drew(.shown, at: .milliseconds(1_016))
    #expect(pacing.due(isMoving: false, hasFocus: true) == .milliseconds(1_116))
    pacing.drew(.unchanged, at: .milliseconds(1_116))
    #expect(pacing.due(isMoving: false, hasFocus: true) == nil)
  }

  @Test func `a slow terminal is given fewer frames and gets them back`() {
    var pacing = settled()
    pacing.drew(.delayed, at: .milliseconds(1_100))
    #expect(pacing.slowRate == nil)
    pacing.drew(.dropped, at: .milliseconds(1_200))
    #expect(pacing.slowRate == 5)
    #expect(pacing.isDirty)
    pacing.drew(.dropped, at: .milliseconds(1_400))
    #expect(pacing.slowRate == 2)
    #expect(pacing.due(isMoving: true, hasFocus: true) == .milliseconds(1_900))
    pacing.drew(.shown, at: .seconds(5))
    #expect(pacing.slowRate == 5)
    pacing.drew(.shown, at: .seconds(9))
    #expect(pacing.slowRate == nil)
  }
}
