// SPDX-License-Identifier: Apache-2.0

/// Lets a few pass at once; the others wait in line and block no thread.
final class Turnstile: Sendable {
  private struct Line {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let line: Monitor<Line>

  /// A turnstile that lets `width` pass at once.
  init(width: Int) { line = Monitor(Line(free: width)) }

  /// Waits for its turn.
  func enter() async {
    await withCheckedContinuation { visitor in
      let mayPass = line.withLock { line in
        if line.free == 0 {
          line.waiting.append(visitor)
          return false
        }
        line.free -= 1
        return true
      }
      if mayPass { visitor.resume() }
    }
  }

  /// Lets the next one pass.
  func leave() {
    let next: CheckedContinuation<Void, Never>? = line.withLock { line in
      guard line.waiting.isEmpty else { return line.waiting.removeFirst() }
      line.free += 1
      return nil
    }
    next?.resume()
  }
}
