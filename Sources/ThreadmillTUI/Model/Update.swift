// SPDX-License-Identifier: Apache-2.0

import ThreadmillDemos

/// Takes in what has happened and says what is to be done about it.
///
/// Pure: it reads no clock and touches nothing but the model.
package func update(_ model: inout Model, _ message: Message) -> [Effect] {
  switch message {
  case .key(let key):
    return model.press(key)
  case .resize(let size):
    model.size = size
    return []
  case .tick(let now):
    return model.tick(now)
  case .started, .startFailed, .snapshot, .printed, .refused:
    return model.absorbRun(message)
  case .captured(let lines, let dropped):
    for line in lines { model.note(.captured, line) }
    if dropped > 0 {
      model.note(.warning, "\(dropped) captured lines were lost: too many at once")
    }
    return []
  case .signal(let number):
    return [.quit(ExitCode.ended(by: number))]
  case .slowTerminal(let rate):
    model.slowRate = rate
    return []
  }
}
