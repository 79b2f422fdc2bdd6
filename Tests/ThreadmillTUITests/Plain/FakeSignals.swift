// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine
import ThreadmillTUI

/// Signals that arrive one per look, at once or when a run of a ``FakeDemo`` starts.
final class FakeSignals: SignalSource {
  private let wake = WakeDescriptor()
  private var coming: [Int32]

  init(_ coming: [Int32] = [], isWaiting: Bool = false) {
    self.coming = coming
    if !coming.isEmpty, !isWaiting { wake.signal() }
  }

  /// Makes the signals arrive.
  var arrive: @Sendable () -> Void {
    { [wake] in wake.signal() }
  }

  var descriptor: Int32 { wake.descriptor }

  func take() -> [Int32] {
    guard !coming.isEmpty else {
      wake.clear()
      return []
    }
    let first = coming.removeFirst()
    if coming.isEmpty { wake.clear() }
    return [first]
  }
}
