// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Testing

/// All tests of the engine, one after another: each may have the machine's few CPUs for itself, and
/// what one counts of the process (threads, descriptors, memory) is not another's.
@Suite(.serialized, .watchedAlone) enum EngineTests {}

extension Tag {
  /// Many threads, many repetitions; whole only in a soak.
  @Tag static var stress: Self
}
