// SPDX-License-Identifier: Apache-2.0
import Testing
import ThreadmillDemos
import ThreadmillTelemetry

/// Two looks have to agree before a ring is believed.
@Suite struct DeadlockWatchTests {
  /// Two threads that hold a fork each and wait for the other one since `since`.
  private func ring(since: Duration) -> [SyncSnapshot] {
    let threads = [1, 2].map { SyncThread(id: $0, name: "Philosopher-\($0 - 1)", since: since) }
    return [
      SyncSnapshot(kind: .lock, name: "fork 0", holder: threads[0], waiters: [threads[1]]),
      SyncSnapshot(kind: .lock, name: "fork 1", holder: threads[1], waiters: [threads[0]]),
    ]
  }

  @Test func `a ring is told once, when it has stood for a while`() {
    var watch = DeadlockWatch()
    #expect(watch.look(at: ring(since: .milliseconds(150)), now: .seconds(5)).isEmpty)
    #expect(watch.look(at: ring(since: .milliseconds(200)), now: .seconds(5.05)).isEmpty)
    let found = watch.look(at: ring(since: .milliseconds(260)), now: .seconds(5.11))
    #expect(found.map(\.links.count) == [2])
    #expect(found.first?.links.map(\.waitsFor) == ["lock \"fork 1\"", "lock \"fork 0\""])
    #expect(watch.look(at: ring(since: .milliseconds(400)), now: .seconds(5.3)).isEmpty)
  }

  @Test func `a ring that opened in between is a new one`() {
    var watch = DeadlockWatch()
    #expect(watch.look(at: ring(since: .milliseconds(100)), now: .seconds(5)).isEmpty)
    #expect(watch.look(at: [], now: .seconds(5.1)).isEmpty)
    #expect(watch.look(at: ring(since: .milliseconds(100)), now: .seconds(5.2)).isEmpty)
    // The same threads at the same forks, but they have not waited for so long.
    #expect(watch.look(at: ring(since: .milliseconds(20)), now: .seconds(5.4)).isEmpty)
    #expect(!watch.look(at: ring(since: .milliseconds(120)), now: .seconds(5.5)).isEmpty)
  }

  @Test func `a ring stands until a look does not find it`() throws {
    var watch = DeadlockWatch()
    _ = watch.look(at: ring(since: .milliseconds(150)), now: .seconds(5))
    let found = watch.look(at: ring(since: .milliseconds(260)), now: .seconds(5.11))
    let cycle = try #require(found.first)
    #expect(watch.stands(cycle))
    _ = watch.look(at: ring(since: .milliseconds(290)), now: .seconds(5.14))
    #expect(watch.stands(cycle))
    _ = watch.look(at: [], now: .seconds(5.17))
    #expect(!watch.stands(cycle))
  }
}
