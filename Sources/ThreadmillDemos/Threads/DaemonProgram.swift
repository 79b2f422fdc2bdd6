// SPDX-License-Identifier: Apache-2.0

internal import Glibc
package import ThreadmillEngine
internal import ThreadmillTelemetry

/// The program of the daemon demo, which runs in a process of its own because its end must be real.
///
/// It prints as the seed does, reports its threads to whoever has started it, and follows the pace,
/// the speed and the number of daemons that it is told.
package final class DaemonProgram: Sendable {
  private typealias Daemon = WorkerThread<Void, CancellationError>

  /// The first argument of a process that is to be one.
  package static let word = "__daemon-threads"
  /// The file that can be one; `nil` as long as nothing in this process has said so.
  package static let file = Guarded<String?>(nil)
  /// Where whoever has started it listens.
  private static let control: Int32 = 3

  private let orders: DaemonOrders
  private let pace: Pace
  /// The newest of each number.
  private let daemons = Guarded<[(thread: Daemon, isAskedToStop: Bool)]>([])
  /// Held while daemons come and go: main and the listener both see to that.
  private let adjusting = Lock()
  private let cleanedUp = Guarded<Set<Int>>([])

  /// Becomes the program and ends with it, if the arguments say so; otherwise notes that this
  /// process's own file can be asked.
  package static func serveIfAsked(_ arguments: [String]) {
    guard arguments.count > 1, arguments[1] == word else {
      file.withLock { $0 = "/proc/self/exe" }
      return
    }
    guard let orders = DaemonOrders(words: Array(arguments.dropFirst(2))) else { exit(2) }
    exit(DaemonProgram(orders).run())
  }

  private init(_ orders: DaemonOrders) {
    self.orders = orders
    pace = Pace(speed: orders.speed)
  }

  // MARK: Main

  private func run() -> Int32 {
    let listener = WorkerThread<Void, Never>(name: "listener") { [self] in listen() }
    let reporter = WorkerThread<Void, Never>(name: "reporter") { [self] in
      while true {
        report(.waiting)
        nap(.milliseconds(10))
      }
    }
    guard (try? listener.start()) != nil, (try? reporter.start()) != nil, adjust(to: orders.workers)
    else { return 1 }
    let many = orders.workers > 1
    say("Main: Started \(many ? "\(orders.workers) daemon threads" : "daemon thread")")
    try? pace.sleep(for: orders.size)
    if orders.joins {
      var next = 0
      while let daemon = daemons.withLock({ next < $0.count ? $0[next].thread : nil }) {
        _ = try? daemon.join()
        next += 1
      }
      say("Main: Exiting (all threads were joined)")
    } else {
      say("Main: Exiting (\(many ? "daemons" : "daemon") will be killed)")
    }
    report(.finished)
    // Swift has no daemon flag: the end of main is the end of all, here as in C.
    return 0
  }

  // MARK: Daemons

  /// Starts what is missing and cancels the newest ones that are too much.
  ///
  /// - Returns: whether the system has let it.
  private func adjust(to count: Int) -> Bool {
    adjusting.withLock {
      let (surplus, missing) = daemons.withLock { Self.plan(&$0, count) }
      for daemon in surplus { daemon.cancel() }
      for number in missing {
        let daemon = makeDaemon(number)
        guard (try? daemon.start()) != nil else { return false }
        daemons.withLock { daemons in
          if number < daemons.count {
            daemons[number] = (daemon, false)
          } else {
            daemons.append((daemon, false))
          }
        }
      }
      return true
    }
  }

  private static func plan(
    _ daemons: inout [(thread: Daemon, isAskedToStop: Bool)],
    _ count: Int
  ) -> (surplus: [Daemon], missing: [Int]) {
    var surplus: [Daemon] = []
    for number in daemons.indices.dropFirst(count) where !daemons[number].isAskedToStop {
      daemons[number].isAskedToStop = true
      surplus.append(daemons[number].thread)
    }
    let again = daemons.indices.prefix(count).filter { daemons[$0].isAskedToStop }
    return (surplus, again + Array(daemons.count..<max(daemons.count, count)))
  }

  private func makeDaemon(_ number: Int) -> Daemon {
    let name = orders.workers == 1 && number == 0 ? "Daemon" : "Daemon-\(number)"
    return Daemon(name: name, id: number + 1, pace: pace) {
      [self] context throws(CancellationError) in
      defer { _ = cleanedUp.withLock { $0.insert(number) } }
      say(" \(name): Starting")
      try context.sleep(for: orders.task)
      say(" \(name): Finished")
    }
  }

  // MARK: The line to whoever has started it

  private func listen() {
    var splitter = LineSplitter()
    var bytes = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(Self.control, &bytes, bytes.count)
      if count < 0 && errno == EINTR { continue }
      // Whoever has started it is gone: nobody would ever end it.
      guard count > 0 else { _exit(1) }
      for line in splitter.lines(with: bytes.prefix(count)) { obey(line) }
    }
  }

  private func obey(_ line: String) {
    let words = line.split(separator: " ")
    switch words.first {
    case "pause": pace.pause()
    case "resume": pace.resume()
    case "speed": pace.setSpeed(words.last.flatMap { Double($0) } ?? 1)
    case "workers": _ = adjust(to: words.last.flatMap { Int($0) } ?? 1)
    default: break
    }
  }

  private func report(_ main: WorkerState) {
    let gone = pace.now
    let isJoining = main == .waiting && gone >= orders.size
    var lines = [
      DaemonReport(
        lane: 0,
        state: isJoining && orders.joins ? .blocked : main,
        elapsed: main == .finished ? gone : min(gone, orders.size),
        requested: orders.size
      ).line
    ]
    let threads = daemons.withLock { daemons in daemons.map { entry in entry.thread } }
    for number in threads.indices { lines.append(report(on: threads[number], number).line) }
    write(lines.joined(separator: "\n") + "\n", to: Self.control)
  }

  private func report(on daemon: Daemon, _ number: Int) -> DaemonReport {
    let worker = daemon.snapshot()
    var report = DaemonReport(
      lane: number + 1,
      state: worker.state,
      elapsed: worker.state == .finished ? orders.task : .zero,
      requested: orders.task,
      isCleanedUp: cleanedUp.withLock { $0.contains(number) }
    )
    if case .wait(let elapsed, let requested)? = worker.task?.activity {
      (report.elapsed, report.requested) = (elapsed, requested)
    }
    return report
  }

  private func say(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// Writes whole, and ends where nobody reads any more.
  private func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { _exit(1) }
      rest = rest.dropFirst(count)
    }
  }

  private func nap(_ duration: Duration) {
    _ = Guarded(()).wait(upTo: duration) { _ in nil as Void? }
  }
}
