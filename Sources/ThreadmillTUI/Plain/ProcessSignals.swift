// SPDX-License-Identifier: Apache-2.0

package import ThreadmillTerminal

/// The signals of this process, for line mode: those that ask for an end are passed on, `^Z` stops the
/// process as it would without us.
package final class ProcessSignals: SignalSource {
  private let pipe: SignalPipe

  /// Starts to catch signals; one at a time per process.
  ///
  /// - Throws: `TerminalError` if there is one already or no descriptor is left.
  package init() throws(TerminalError) { pipe = try SignalPipe() }

  package var descriptor: Int32 { pipe.descriptor }

  package func take() -> [Int32] {
    pipe.read().compactMap { signal in
      switch signal {
      case .end(let number): return number
      case .suspend:
        // The kernel has told the whole group already.
        pipe.stopProcess(wholeGroup: false)
        return nil
      case .resized, .continued: return nil
      }
    }
  }
}
