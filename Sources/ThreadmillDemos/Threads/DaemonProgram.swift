// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization
package import ThreadmillEngine
internal import ThreadmillTelemetry

/// The program of the daemon demo, which runs in a process of its own because its end must be real.
///
/// It prints as the seed does, reports its threads to whoever has started it, and follows the orders
/// that it is told. One thread alone writes the reports, also the last one: so they never cross, and
/// main's end is the last thing that is said.
package final class DaemonProgram: Sendable {
  private typealias Daemon = WorkerThread<Void, CancellationError>

  /// How far a daemon has come, by its own count.
  private final class Progress: Sendable {
    /// The place of its part in the file.
    let place: Int
    /// The line that it has begun last, counted from 1.
    let line = Atomic<Int>(0)

    init(place: Int) { self.place = place }
  }

  /// A daemon, and what it was started with.
  private struct Entry {
    var thread: Daemon
    var task: Duration
    var progress: Progress
    var isAskedToStop = false
  }

  /// The first argument of a process that is to be one.
  package static let word = "__daemon-threads"
  /// The file that can be one; `nil` as long as nothing in this process has said so.
  package static let file = Guarded<String?>(nil)
  /// Where whoever has started it listens.
  private static let control: Int32 = 3

  /// What it was started with.
  private let first: DaemonOrders
  /// What it was told last.
  private let orders: Guarded<DaemonOrders>
  private let pace: Pace
  /// What main does; it is over once this is `finished`.
  private let main = Guarded(WorkerState.waiting)
  /// The newest of each number.
  private let daemons = Guarded<[Entry]>([])
  /// Held while daemons come and go, by as many as the orders then say: main and the listener both see
  /// to that.
  private let adjusting = Lock()
  private let cleanedUp = Guarded<Set<Int>>([])
  /// How many daemons there have been.
  private let startedCount = Atomic<Int>(0)

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
    first = orders
    self.orders = Guarded(orders)
    pace = Pace(speed: orders.speed)
    if orders.isPaused { pace.pause() }
  }

  // MARK: Main

  private func run() -> Int32 {
    let listener = WorkerThread<Void, Never>(name: "listener") { [self] in listen() }
    let reporter = WorkerThread<Void, Never>(name: "reporter") { [self] in reportUntilEnd() }
    guard (try? listener.start()) != nil, (try? reporter.start()) != nil, adjust() else { return 1 }
    let many = first.workers > 1
    say("Main: Started \(many ? "\(first.workers) daemon threads" : "daemon thread")")
    try? pace.sleep(for: first.size)
    if orders.withLock({ $0.joins }) {
      main.withLock { $0 = .blocked }
      var next = 0
      while let daemon = daemons.withLock({ next < $0.count ? $0[next].thread : nil }) {
        _ = try? daemon.join()
        next += 1
      }
      say("Main: Exiting (all threads were joined)")
    } else {
      let left = daemons.withLock { $0.count { $0.thread.future.outcome == nil } }
      let who = left == 0 ? "no daemon" : left == 1 ? "daemon" : "daemons"
      say("Main: Exiting (\(who) will be killed)")
    }
    main.withLock { $0 = .finished }
    main.notifyAll()
    _ = try? reporter.join()
    // Swift has no daemon flag: the end of main is the end of all, here as in C.
    return 0
  }

  // MARK: Daemons

  /// Starts what is missing and cancels the newest ones that are too much, as the orders stand.
  ///
  /// - Returns: whether the system has let it.
  private func adjust() -> Bool {
    adjusting.withLock {
      let orders = orders.withLock { $0 }
      let (surplus, missing) = daemons.withLock { Self.plan(&$0, orders.workers) }
      for daemon in surplus { daemon.cancel() }
      for number in missing {
        let place = startedCount.wrappingAdd(1, ordering: .relaxed).oldValue
        let progress = Progress(place: place)
        let daemon = makeDaemon(number, orders, progress)
        guard (try? daemon.start()) != nil else { return false }
        daemons.withLock { daemons in
          let entry = Entry(thread: daemon, task: orders.task, progress: progress)
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

  private func makeDaemon(_ number: Int, _ orders: DaemonOrders, _ progress: Progress) -> Daemon {
    let name = first.workers == 1 && number == 0 ? "Daemon" : "Daemon-\(number)"
    return Daemon(name: name, id: number + 1, pace: pace) {
      [self] context throws(CancellationError) in
      var journal = DaemonJournal(place: progress.place, isBuffered: orders.isBuffered)
      defer {
        journal.flush()
        _ = cleanedUp.withLock { $0.insert(number) }
      }
      say(" \(name): Starting")
      let (start, count) = (pace.now, DaemonJournal.lineCount(for: orders.task))
      for line in 1...count {
        journal.begin(line)
        progress.line.store(line, ordering: .relaxed)
        // To a moment, not for a time: what a wait overshoots would add up.
        try context.sleep(for: orders.task * line / count - (pace.now - start))
        journal.endLine()
      }
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
    guard let new = DaemonOrders(words: line.split(separator: " ").map(String.init)) else { return }
    orders.withLock { $0 = new }
    pace.setSpeed(new.speed)
    if new.isPaused { pace.pause() } else { pace.resume() }
    _ = adjust()
  }

  private func reportUntilEnd() {
    while true {
      let end = main.wait(upTo: .milliseconds(10)) { $0 == .finished ? $0 : nil }
      let state = end ?? main.withLock { $0 }
      report(state)
      if state == .finished { return }
    }
  }

  private func report(_ main: WorkerState) {
    let gone = pace.now
    var lines = [
      DaemonReport(
        lane: 0,
        state: main,
        elapsed: main == .waiting ? min(gone, first.size) : gone,
        requested: first.size,
        processCPU: Self.cpu
      ).line
    ]
    for (number, entry) in daemons.withLock({ $0 }).enumerated() {
      lines.append(report(on: entry, number).line)
    }
    write(lines.joined(separator: "\n") + "\n", to: Self.control)
  }

  private func report(on daemon: Entry, _ number: Int) -> DaemonReport {
    let (worker, line) = picture(of: daemon)
    let count = DaemonJournal.lineCount(for: daemon.task)
    let gone = daemon.task * max(0, line - 1) / count
    var report = DaemonReport(
      lane: number + 1,
      state: worker.state,
      elapsed: worker.state == .finished ? daemon.task : gone,
      requested: daemon.task,
      isCleanedUp: cleanedUp.withLock { $0.contains(number) },
      lineCount: line,
      place: daemon.progress.place
    )
    if case .wait(let elapsed, _)? = worker.task?.activity {
      report.elapsed += min(elapsed, daemon.task / count)
    }
    return report
  }

  /// A daemon in one of its lines, and which one that is.
  private func picture(of daemon: Entry) -> (WorkerSnapshot, line: Int) {
    var line = daemon.progress.line.load(ordering: .relaxed)
    while true {
      let worker = daemon.thread.snapshot()
      let now = daemon.progress.line.load(ordering: .relaxed)
      if now == line { return (worker, line) }
      line = now
    }
  }

  /// What this process has received.
  private static var cpu: Duration {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return .zero }
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
}
