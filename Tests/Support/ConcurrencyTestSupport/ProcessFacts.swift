// SPDX-License-Identifier: Apache-2.0

internal import CTestWatchdog
internal import Glibc

/// What the system says about this process.
package enum ProcessFacts {
  /// Names of the living threads, as the system shows them.
  package static var threadNames: [String] {
    entries(of: "/proc/self/task").compactMap { thread in
      text(of: "/proc/self/task/\(thread)/comm").map { String($0.prefix { $0 != "\n" }) }
    }
  }

  /// Name of the calling thread.
  package static var threadName: String {
    text(of: "/proc/thread-self/comm").map { String($0.prefix { $0 != "\n" }) } ?? ""
  }

  /// Threads whose name begins so.
  package static func threadCount(prefix: String) -> Int {
    threadNames.count { $0.hasPrefix(prefix) }
  }

  /// Open descriptors.
  package static var descriptorCount: Int { entries(of: "/proc/self/fd").count }

  /// Memory that is resident, in bytes.
  package static var residentBytes: Int {
    let pages = text(of: "/proc/self/statm")?.split(separator: " ").dropFirst().first
    return (pages.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Pieces of memory that are mapped; the stack of a thread that nobody has joined is one or two.
  package static var mappingCount: Int {
    let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var lines = 0
    while true {
      let length = read(file, &buffer, buffer.count)
      guard length > 0 else { return lines }
      lines += buffer[..<length].count { $0 == UInt8(ascii: "\n") }
    }
  }

  /// CPU time that the calling thread has received.
  package static var threadCPU: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// Whether a read of this descriptor would not block.
  package static func isReadable(_ descriptor: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLIN) != 0
  }

  /// CPUs on which the process's main thread may run.
  package static var affinityCount: Int { Int(tw_affinity_count()) }

  /// Runs `body` while the process's main thread may run on one CPU only.
  package static func withOneCPU<Result>(_ body: () -> Result) -> Result {
    let saved = tw_pin_to_one_cpu()
    defer { tw_unpin(saved) }
    return body()
  }

  /// Lets this process map only so much more memory; `nil` lifts the limit.
  ///
  /// Without a heap of its own, for which there is no room, a thread would map a page for each small
  /// object, and the process would die of that.
  package static func limitMemory(toFurther bytes: Int?) {
    tw_share_heap()
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    let pages = text(of: "/proc/self/statm")?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    let mapped = pages * sysconf(Int32(_SC_PAGESIZE))
    limit.rlim_cur = bytes.map { rlim_t(mapped + $0) } ?? limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  /// Lets this process's user have only so many threads more; `nil` lifts the limit.
  ///
  /// Root has no such limit: its process becomes one of a user that nobody is, for ever.
  ///
  /// - Returns: whether the system has agreed.
  package static func limitThreads(toFurther count: Int?) -> Bool {
    if geteuid() == 0, setgid(65_534) != 0 || setuid(65_534) != 0 { return false }
    var limit = rlimit()
    let resource = __rlimit_resource_t(__RLIMIT_NPROC.rawValue)
    getrlimit(resource, &limit)
    // Threads of the same user in other processes count too; then there is room for fewer.
    limit.rlim_cur = count.map { rlim_t(threadNames.count + $0) } ?? limit.rlim_max
    return setrlimit(resource, &limit) == 0
  }

  /// How long `body` takes while this thread is sent a SIGUSR2, which must be handled, each millisecond.
  package static func timeUnderSignals(_ body: () -> Void) -> Duration {
    let target = pthread_self()
    let isOver = Gate()
    let sender = PlainThread {
      while !isOver.isOpen {
        pthread_kill(target, SIGUSR2)
        pauseThread(.milliseconds(1))
      }
    }
    let clock = ContinuousClock()
    let length = clock.measure(body)
    isOver.open()
    sender.join()
    return length
  }

  private static func entries(of path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func text(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = read(file, &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : nil
  }
}
