// SPDX-License-Identifier: Apache-2.0

internal import Glibc
package import ThreadmillEngine
internal import ThreadmillTelemetry

/// The program of the daemon demo, which runs in a process of its own because its end must be real.
///
/// It prints as the seed does, reports its threads to whoever has started it, and follows what it is told.
package final class DaemonProgram: Sendable {
  private typealias Daemon = WorkerThread<Void, CancellationError>

  /// The first argument of a process that is to be one.
  package static let word = "__daemon-threads"
  /// The file that can be one; `nil` as long as nothing in this process has said so.
  package static let file = Guarded<String?>(nil)
  /// Where whoever has started it listens.
  private static let control: Int32 = 3

  private struct Entry {
    var thread: Daemon
    /// How long it takes, in the run's time.
    var task: Duration
    var isAskedToStop = false
  }

  /// As they stand; whoever has started it may change them.
  private let orders: Guarded<DaemonOrders>
  private let pace: Pace
  /// The newest of each number.
  private let daemons = Guarded<[Entry]>([])
  /// Held while daemons come and go: main and the listener both see to that.
  private let adjusting = Lock()
  private let cleanedUp = Guarded<Set<Int>>([])
  /// What main does.
  private let main = Guarded(WorkerState.waiting)
  /// Whether main's end was reported. Its lock is held while a report is made and sent: a later one says
  /// what is true later.
  private let isSilent = Guarded(false)

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
    self.orders = Guarded(orders)
    pace = Pace(speed: orders.speed)
  }

  // MARK: Main

  private func run() -> Int32 {
    let listener = WorkerThread<Void, Never>(name: "listener") { [self] in listen() }
    let reporter = WorkerThread<Void, Never>(name: "reporter") { [self] in
      while report() { nap(.milliseconds(10)) }
    }
    let (workers, size) = orders.withLock { ($0.workers, $0.size) }
    guard (try? listener.start()) != nil, (try? reporter.start()) != nil, adjust() else { return 1 }
    let many = workers > 1
    say("Main: Started \(many ? "\(workers) daemon threads" : "daemon thread")")
    try? pace.sleep(for: size)
    if orders.withLock({ $0.joins }) {
      main.withLock { $0 = .blocked }
      joinAll()
      say("Main: Exiting (all threads were joined)")
    } else {
      say("Main: Exiting (\(many ? "daemons" : "daemon") will be killed)")
    }
    main.withLock { $0 = .finished }
    report()
    // Swift has no daemon flag: the end of main is the end of all, here as in C.
    return 0
  }

  private func joinAll() {
    var next = 0
    while let daemon = daemons.withLock({ next < $0.count ? $0[next].thread : nil }) {
      _ = try? daemon.join()
      next += 1
    }
  }

  // MARK: Daemons

  /// Starts what is missing of the ordered number and cancels the newest ones that are too much.
  ///
  /// - Returns: whether the system has let it.
  @discardableResult
  private func adjust() -> Bool {
    adjusting.withLock {
      let (count, task) = orders.withLock { ($0.workers, $0.task) }
      let (surplus, missing) = daemons.withLock { Self.plan(&$0, count) }
      for daemon in surplus { daemon.cancel() }
      for number in missing {
        let entry = Entry(thread: makeDaemon(number, task), task: task)
        guard (try? entry.thread.start()) != nil else { return false }
        daemons.withLock { daemons in
          if number < daemons.count { daemons[number] = entry } else { daemons.append(entry) }
        }
      }
      return true
    }
  }

  private static func plan(
    _ daemons: inout [Entry],
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

  private func makeDaemon(_ number: Int, _ task: Duration) -> Daemon {
    let isOnlyOne = number == 0 && orders.withLock { $0.workers == 1 }
    let name = isOnlyOne ? "Daemon" : "Daemon-\(number)"
    return Daemon(name: name, id: number + 1, pace: pace) {
      [self] context throws(CancellationError) in
      defer { _ = cleanedUp.withLock { $0.insert(number) } }
      say(" \(name): Starting")
      try context.sleep(for: task)
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
    guard let wish = DaemonWish(line: line) else { return }
    pace.setSpeed(wish.orders.speed)
    if wish.isPaused { pace.pause() } else { pace.resume() }
    orders.withLock { orders in
      // Main has its time since it began.
      let size = orders.size
      orders = wish.orders
      orders.size = size
    }
    adjust()
  }

  /// Says how all threads are; nothing any more once main is about to end.
  ///
  /// - Returns: whether there will be more to say.
  @discardableResult
  private func report() -> Bool {
    isSilent.withLock { isSilent in
      guard !isSilent else { return false }
      let main = main.withLock { $0 }
      let (now, size) = (pace.now, orders.withLock { $0.size })
      let lane = DaemonReport(
        lane: 0,
        state: main,
        elapsed: main == .finished ? now : min(now, size),
        requested: size,
        cpu: Self.cpuTime
      )
      let entries = daemons.withLock { $0 }
      let reports = [lane] + entries.indices.map { report(on: entries[$0], $0) }
      write(reports.map(\.line).joined(separator: "\n") + "\n", to: Self.control)
      isSilent = main == .finished
      return !isSilent
    }
  }

  private func report(on daemon: Entry, _ number: Int) -> DaemonReport {
    let worker = daemon.thread.snapshot()
    var report = DaemonReport(
      lane: number + 1,
      state: worker.state,
      elapsed: worker.state == .finished ? daemon.task : .zero,
      requested: daemon.task,
      isCleanedUp: cleanedUp.withLock { $0.contains(number) }
    )
    if case .wait(let elapsed, let requested)? = worker.task?.activity {
      (report.elapsed, report.requested) = (elapsed, requested)
    }
    return report
  }

  /// What all threads of this process have had of the CPUs.
  private static var cpuTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
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
