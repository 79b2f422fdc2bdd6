// SPDX-License-Identifier: Apache-2.0

/// Where signals arrive as something that can be polled.
package protocol SignalSource: AnyObject {
  /// Readable when a signal has arrived; -1 if none ever does.
  var descriptor: Int32 { get }

  /// Takes the signals that have arrived, in order: those that ask for an end, and CONT where there is
  /// a prompt to show again.
  func take() -> [Int32]
}
