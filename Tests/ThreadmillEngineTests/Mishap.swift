// SPDX-License-Identifier: Apache-2.0

/// The failure of tasks under test, with something to compare.
struct Mishap: Error, Hashable {
  var payload = 0
}
