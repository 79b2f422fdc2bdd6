// SPDX-License-Identifier: Apache-2.0

/// Whether a wait was about as long as it should be, as far as a busy machine can tell: no shorter
/// than 0.6 times that, no longer than ten times and the pause that such a machine may make.
package func isNear(_ took: Duration, _ expected: Duration) -> Bool {
  let expected = max(expected, .zero)
  return took >= expected * 0.6 && took <= expected * 10 + .seconds(2) * Load.patience
}
