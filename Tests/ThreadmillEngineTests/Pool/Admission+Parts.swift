// SPDX-License-Identifier: Apache-2.0

import ThreadmillEngine

extension PoolStateMachine.Admission {
  /// The number of an accepted item.
  var number: UInt64? { if case .accepted(let number, _) = self { number } else { nil } }
  /// Whom to wake for it.
  var wake: Int? { if case .accepted(_, let wake) = self { wake } else { nil } }
}
