// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillEngine

extension EngineTests {
  @Suite struct WaitConditionTests {
    @Test(arguments: [
      // ended, failure, total: first completed, first failure, all
      (0, false, 3, [false, false, false]), (1, false, 3, [true, false, false]),
      (1, true, 3, [true, true, false]), (2, false, 3, [true, false, false]),
      (3, false, 3, [true, true, true]), (3, true, 3, [true, true, true]),
      (0, false, 0, [true, true, true]), (1, true, 1, [true, true, true]),
    ]) func `truth table`(ended: Int, hasFailure: Bool, total: Int, isMet: [Bool]) {
      let answers = [WaitCondition.firstCompleted, .firstFailure, .all].map {
        $0.isMet(ended: ended, hasFailure: hasFailure, total: total)
      }
      #expect(answers == isMet)
    }
  }
}
