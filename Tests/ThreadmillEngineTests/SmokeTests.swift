// SPDX-License-Identifier: Apache-2.0

import Testing
import ThreadmillEngine

@Suite struct SmokeTests {
  @Test func `squares`() throws {
    let pool = try ThreadPool(workers: 4)
    let squares = try pool.map(0..<100, chunkSize: 3) { $0 * $0 }
    #expect(squares == (0..<100).map { $0 * $0 })
    let futures = (0..<20).map { n in
      pool.submit(name: "t\(n)") { (c: borrowing WorkContext) in
        try c.sleep(for: .milliseconds(10)); return n
      }
    }
    for f in asCompleted(futures) { _ = try f.wait() }
    #expect(pool.snapshot().counts.finished == 54)
    let r = Array(pool.results(of: 0..<50, order: .completion, limit: 4) { $0 })
    #expect(r.count == 50)
    print(pool.snapshot())
    let report = pool.shutdown()
    #expect(report.isComplete)
    let s = SerialPool()
    #expect(try s.submit { 3 }.wait() == 3)
    s.pause()
    let f = s.submit { 4 }
    #expect(f.state == .pending)
    s.resume()
    #expect(try f.wait() == 4)
    #expect(s.shutdown().isComplete)
    let t = WorkerThread(name: "x") { 7 }
    try t.start()
    #expect(try t.join() == 7)
  }
}
