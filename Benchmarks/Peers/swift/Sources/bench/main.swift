// SPDX-License-Identifier: Apache-2.0
// What a Swift user would pick today: GCD, OperationQueue, TaskGroup/Task, swift-nio NIOThreadPool,
// Synchronization.Mutex, NSLock, attaswift BigInt, Foundation.Process.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry
import BigInt
import Dispatch
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Synchronization

let REPS = Int(ProcessInfo.processInfo.environment["REPS"] ?? "3")!
func now() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC, &t)
  return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
}
func emit(
  _ b: String,
  _ p: String,
  _ c: String,
  _ vals: [Double],
  _ u: String,
  _ extra: String = ""
) {
  let v = vals.sorted(), n = v.count, m = n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2
  print(
    "{\"bench\":\"\(b)\",\"peer\":\"\(p)\",\"config\":\"\(c)\",\"value\":\(m),\"unit\":\"\(u)\",\"min\":\(v[0]),\"max\":\(v[n - 1]),\"reps\":\(n)\(extra)}"
  )
  fflush(stdout)
}
func run(_ b: String, _ p: String, _ c: String, _ u: String, reps: Int = REPS, _ f: () -> Double) {
  emit(b, p, c, (0..<reps).map { _ in f() }, u)
}
func run(
  _ b: String,
  _ p: String,
  _ c: String,
  _ u: String,
  reps: Int = REPS,
  _ f: () async -> Double
) async {
  var v: [Double] = []
  for _ in 0..<reps { v.append(await f()) }
  emit(b, p, c, v, u)
}
func time(_ f: () throws -> Void) rethrows -> Double {
  let t = now()
  try f()
  return now() - t
}
nonisolated(unsafe) var sink: UInt64 = 0
@inline(never) func blackHole<T>(_ x: T) {}
let N1 = 200_000

func W1() async {
  let q = DispatchQueue(label: "c", attributes: .concurrent), s = DispatchQueue(label: "s")
  run("W1", "swift-GCD-serial-async+group(no futures)", "W=1", "tasks/s") {
    let g = DispatchGroup()
    return Double(N1)
      / time {
        for _ in 0..<N1 { s.async(group: g) {} }
        g.wait()
      }
  }
  run("W1", "swift-GCD-concurrent-async+group(no futures)", "auto", "tasks/s") {
    let g = DispatchGroup()
    return Double(N1)
      / time {
        for _ in 0..<N1 { q.async(group: g) {} }
        g.wait()
      }
  }
  run("W1", "swift-GCD-WorkItem.wait(future)", "auto", "tasks/s") {
    Double(N1)
      / time {
        var fs: [DispatchWorkItem] = []
        fs.reserveCapacity(N1)
        for _ in 0..<N1 {
          let w = DispatchWorkItem {}
          q.async(execute: w)
          fs.append(w)
        }
        for f in fs { f.wait() }
      }
  }
  for w in [1, 2, 4, 8] {
    let oq = OperationQueue()
    oq.maxConcurrentOperationCount = w
    run("W1", "swift-OperationQueue", "W=\(w)", "tasks/s", reps: 1) {
      let n = 20_000
      return Double(n)
        / time {
          for _ in 0..<n { oq.addOperation {} }
          oq.waitUntilAllOperationsAreFinished()
        }
    }
    let p = NIOThreadPool(numberOfThreads: w)
    p.start()
    let el = MultiThreadedEventLoopGroup.singleton.next()
    run("W1", "swift-NIOThreadPool.runIfActive+future", "W=\(w)", "tasks/s") {
      try! Double(N1)
        / time {
          var fs: [EventLoopFuture<Void>] = []
          fs.reserveCapacity(N1)
          for _ in 0..<N1 { fs.append(p.runIfActive(eventLoop: el) {}) }
          for f in fs { try f.wait() }
        }
    }
    run("W1", "swift-NIOThreadPool.submit+group(no futures)", "W=\(w)", "tasks/s") {
      let g = DispatchGroup()
      return Double(N1)
        / time {
          for _ in 0..<N1 {
            g.enter()
            p.submit { _ in g.leave() }
          }
          g.wait()
        }
    }
    try! await p.shutdownGracefully()
  }
  await run("W1", "swift-TaskGroup", "auto", "tasks/s") {
    let t = now()
    await withTaskGroup(of: Void.self) { g in
      for _ in 0..<N1 { g.addTask {} }
      for await _ in g {}
    }
    return Double(N1) / (now() - t)
  }
  await run("W1", "swift-DiscardingTaskGroup(no futures)", "auto", "tasks/s") {
    let t = now()
    await withDiscardingTaskGroup { g in for _ in 0..<N1 { g.addTask {} } }
    return Double(N1) / (now() - t)
  }
  await run("W1", "swift-Task.value(future)", "auto", "tasks/s") {
    let t = now()
    var fs: [Task<Int, Never>] = []
    fs.reserveCapacity(N1)
    for i in 0..<N1 { fs.append(Task.detached { i }) }
    var s = 0
    for f in fs { s &+= await f.value }
    blackHole(s)
    return Double(N1) / (now() - t)
  }
}
func lat(_ nm: String, _ c: String, n: Int = 20_000, _ f: () async -> Void) async {
  var md: [Double] = [], p9: [Double] = []
  for r in -1..<REPS {
    var xs: [Double] = []
    xs.reserveCapacity(n)
    for _ in 0..<n {
      let t = now()
      await f()
      xs.append((now() - t) * 1e9)
    }
    xs.sort()
    if r >= 0 {
      md.append(xs[n / 2])
      p9.append(xs[n * 99 / 100])
    }
  }
  emit("W2", nm, c, md, "ns median", ",\"p99\":\(Int(p9.sorted()[p9.count / 2]))")
}
func W2sync(_ nm: String, _ c: String, n: Int = 20_000, _ f: () -> Void) {
  var md: [Double] = [], p9: [Double] = []
  for r in -1..<REPS {
    var xs: [Double] = []
    xs.reserveCapacity(n)
    for _ in 0..<n {
      let t = now()
      f()
      xs.append((now() - t) * 1e9)
    }
    xs.sort()
    if r >= 0 {
      md.append(xs[n / 2])
      p9.append(xs[n * 99 / 100])
    }
  }
  emit("W2", nm, c, md, "ns median", ",\"p99\":\(Int(p9.sorted()[p9.count / 2]))")
}
func W2() async {
  let q = DispatchQueue(label: "c", attributes: .concurrent), sem = DispatchSemaphore(value: 0)
  W2sync("swift-GCD-async+semaphore", "auto") {
    q.async { sem.signal() }
    sem.wait()
  }
  W2sync("swift-GCD-WorkItem.wait(future)", "auto") {
    let w = DispatchWorkItem {}
    q.async(execute: w)
    w.wait()
  }
  for w in [1, 4] {
    let p = NIOThreadPool(numberOfThreads: w)
    p.start()
    let el = MultiThreadedEventLoopGroup.singleton.next()
    W2sync("swift-NIOThreadPool.runIfActive+future", "W=\(w)") {
      try! p.runIfActive(eventLoop: el) {}.wait()
    }
    W2sync("swift-NIOThreadPool.submit+semaphore", "W=\(w)") {
      p.submit { _ in sem.signal() }
      sem.wait()
    }
    try! await p.shutdownGracefully()
    let oq = OperationQueue()
    oq.maxConcurrentOperationCount = w
    W2sync("swift-OperationQueue", "W=\(w)", n: 2000) {
      let o = BlockOperation {}
      oq.addOperation(o)
      o.waitUntilFinished()
    }
  }
  await lat("swift-Task.value(future)", "auto") { await Task.detached {}.value }
}
func W3() async {
  let M = 1_000_000
  run("W3", "swift-map", "seq", "items/s", reps: 31) {
    var a: [UInt64] = []
    let d = time { a = (0..<UInt64(M)).map { $0 &* $0 } }
    sink = a[M - 1]
    return Double(M) / d
  }
  for ch in [4, 16] {
    run("W3", "swift-GCD-concurrentPerform", "\(ch) chunks", "items/s", reps: 31) {
      let t = now()
      let o = UnsafeMutablePointer<UInt64>.allocate(capacity: M)
      DispatchQueue.concurrentPerform(iterations: ch) { c in
        for i in (c * M / ch)..<((c + 1) * M / ch) { o[i] = UInt64(i) &* UInt64(i) }
      }
      sink = o[M - 1]
      o.deallocate()
      return Double(M) / (now() - t)
    }
  }
  await run("W3", "swift-TaskGroup", "4 chunks", "items/s", reps: 31) {
    let t = now()
    let ch = 4
    let parts = await withTaskGroup(of: (Int, [UInt64]).self) { g in
      for c in 0..<ch {
        g.addTask { (c, ((c * M / ch)..<((c + 1) * M / ch)).map { UInt64($0) &* UInt64($0) }) }
      }
      var ps = [[UInt64]](repeating: [], count: ch)
      for await (c, p) in g { ps[c] = p }
      return ps
    }
    let out = Array(parts.joined())
    sink = out[M - 1]
    return Double(M) / (now() - t)
  }
}
@inline(never) func cpu(_ n: UInt64) -> UInt64 {
  var t: UInt64 = 0
  var i: UInt64 = 0
  while i < n {
    t = (t &+ i &* i) ^ i
    i &+= 1
  }
  return t
}
nonisolated(unsafe) var n4: UInt64 = 200_000_000
func W4() async {
  run("W4", "swift", "seq", "s") { time { for k in 0..<4 { sink = cpu(n4 &+ UInt64(k)) } } }
  run("W4", "swift-GCD-concurrentPerform", "auto", "s") {
    time { DispatchQueue.concurrentPerform(iterations: 4) { _ in sink = cpu(n4) } }
  }
  await run("W4", "swift-TaskGroup", "auto", "s") {
    let t = now()
    await withTaskGroup(of: UInt64.self) { g in
      for _ in 0..<4 { g.addTask { cpu(n4) } }
      for await x in g { sink = x }
    }
    return now() - t
  }
  for w in [2, 4] {
    let p = NIOThreadPool(numberOfThreads: w)
    p.start()
    run("W4", "swift-NIOThreadPool", "W=\(w)", "s") {
      let g = DispatchGroup()
      return time {
        for _ in 0..<4 {
          g.enter()
          p.submit { _ in
            sink = cpu(n4)
            g.leave()
          }
        }
        g.wait()
      }
    }
    try! await p.shutdownGracefully()
  }
}
func fib(_ n: Int) -> BigUInt {
  var a: BigUInt = 0, b: BigUInt = 1
  for _ in 0..<n {
    a += b
    swap(&a, &b)
  }
  return a
}
func W5() async {
  let m = BigUInt(10_000_000_000 as UInt64)
  run("W5", "swift-BigInt(attaswift)", "seq", "s") {
    time { for k in 1...4 { blackHole(fib(k * 100_000) % m) } }
  }
  let p = NIOThreadPool(numberOfThreads: 4)
  p.start()
  run("W5", "swift-BigInt(attaswift)", "W=4", "s") {
    let g = DispatchGroup()
    return time {
      for k in 1...4 {
        g.enter()
        p.submit { _ in
          blackHole(fib(k * 100_000) % m)
          g.leave()
        }
      }
      g.wait()
    }
  }
  try! await p.shutdownGracefully()
  let x = fib(400_000)
  FileHandle.standardError.write("swift last10 \(x % m)\n".data(using: .utf8)!)
  run("W5", "swift-BigInt(attaswift)", "last10 via str", "s") {
    time { blackHole(String(x).suffix(10)) }
  }
  run("W5", "swift-BigInt(attaswift)", "last10 via mod", "s") { time { blackHole(x % m) } }
}
final class CondQueue {  // what a Foundation user writes
  let c = NSCondition()
  var buf: [Int]
  var h = 0, t = 0
  let mask: Int
  let nf = NSCondition()
  init(_ cap: Int) {
    buf = .init(repeating: 0, count: cap)
    mask = cap - 1
  }
  func put(_ x: Int) {
    c.lock()
    while t - h == buf.count { c.wait() }
    buf[t & mask] = x
    t += 1
    c.broadcast()
    c.unlock()
  }
  func get() -> Int {
    c.lock()
    while t == h { c.wait() }
    let x = buf[h & mask]
    h += 1
    c.broadcast()
    c.unlock()
    return x
  }
}
final class SemQueue {  // GCD idiom: two semaphores and a lock
  let free: DispatchSemaphore, used = DispatchSemaphore(value: 0), m = NSLock()
  var buf: [Int]
  var h = 0, t = 0
  let mask: Int
  init(_ cap: Int) {
    free = .init(value: cap)
    buf = .init(repeating: 0, count: cap)
    mask = cap - 1
  }
  func put(_ x: Int) {
    free.wait()
    m.lock()
    buf[t & mask] = x
    t += 1
    m.unlock()
    used.signal()
  }
  func get() -> Int {
    used.wait()
    m.lock()
    let x = buf[h & mask]
    h += 1
    m.unlock()
    free.signal()
    return x
  }
}
func spawnAll(_ fs: [() -> Void]) {
  let g = DispatchGroup()
  for f in fs {
    g.enter()
    let t = Thread {
      f()
      g.leave()
    }
    t.start()
  }
  g.wait()
}
final class Sum: Sendable { let v = Atomic<Int>(0) }
func mpmc(_ n: Int, _ put: @escaping (Int) -> Void, _ get: @escaping () -> Int) -> Double {
  let sum = Sum()
  let prod = { for i in 0..<n / 2 { put(i) } }
  let cons = {
    var a = 0
    for _ in 0..<n / 2 { a += get() }
    _ = sum.v.add(a, ordering: .relaxed)
  }
  let d = time { spawnAll([prod, prod, cons, cons]) }
  precondition(sum.v.load(ordering: .relaxed) == (n / 2) * (n / 2 - 1))
  return Double(n) / d
}
func W6() async {
  run("W6", "swift-DispatchSemaphore+NSLock", "bounded 1024", "items/s") {
    let q = SemQueue(1024)
    return mpmc(2_000_000, q.put, q.get)
  }
  run("W6", "swift-DispatchSemaphore+NSLock", "unbounded", "items/s") {
    let q = SemQueue(1 << 21)
    return mpmc(2_000_000, q.put, q.get)
  }
  run("W6", "swift-NSCondition", "bounded 1024", "items/s", reps: 1) {
    let q = CondQueue(1024)
    return mpmc(200_000, q.put, q.get)
  }
}
final class Ctr: @unchecked Sendable { var c = 0 }
actor ActorCtr {
  var c = 0
  func inc() { c &+= 1 }
}
func contend(_ w: Int, _ n: Int, _ op: @escaping () -> Void) -> Double {
  let rdy = NIOLockedValueBox(0), go = NIOLockedValueBox(false)
  let g = DispatchGroup()
  for _ in 0..<w {
    g.enter()
    Thread {
      rdy.withLockedValue { $0 += 1 }
      while !go.withLockedValue({ $0 }) { sched_yield() }
      for _ in 0..<n { op() }
      g.leave()
    }.start()
  }
  while rdy.withLockedValue({ $0 }) < w { sched_yield() }
  let t = now()
  go.withLockedValue { $0 = true }
  g.wait()
  return Double(w * n) / (now() - t)
}
final class MBox: Sendable {
  let m = Mutex(0)
  let a = Atomic<Int>(0)
}
func W7() async {
  for w in [1, 2, 4] {
    let N = 5_000_000, c = Ctr(), b = MBox(), ns = NSLock(), nio = NIOLock(),
      q = DispatchQueue(label: "l")
    run("W7", "swift-Synchronization.Mutex", "T=\(w)", "ops/s") {
      contend(w, N) { b.m.withLock { $0 &+= 1 } }
    }
    run("W7", "swift-NSLock", "T=\(w)", "ops/s") {
      contend(w, N / 5) {
        ns.lock()
        c.c &+= 1
        ns.unlock()
      }
    }
    run("W7", "swift-NIOLock", "T=\(w)", "ops/s") { contend(w, N) { nio.withLock { c.c &+= 1 } } }
    run("W7", "swift-DispatchQueue.sync", "T=\(w)", "ops/s") {
      contend(w, N / 5) { q.sync { c.c &+= 1 } }
    }
    run("W7", "swift-Atomic.add(floor)", "T=\(w)", "ops/s") {
      contend(w, N) { b.a.add(1, ordering: .sequentiallyConsistent) }
    }
    await run("W7", "swift-actor", "T=\(w)", "ops/s") {
      let a = ActorCtr(), n = N / 10
      let t = now()
      await withTaskGroup(of: Void.self) { g in
        for _ in 0..<w { g.addTask { for _ in 0..<n { await a.inc() } } }
      }
      return Double(w * n) / (now() - t)
    }
  }
}
func W8() async {
  func spawn() {
    let p = Process()
    p.executableURL = URL(fileURLWithPath: "/bin/true")
    try! p.run()
    p.waitUntilExit()
  }
  run("W8", "swift-Foundation.Process", "spawn /bin/true seq", "jobs/s") {
    300 / time { for _ in 0..<300 { spawn() } }
  }
  run("W8", "swift-Foundation.Process", "spawn /bin/true W=4", "jobs/s") {
    500 / time { spawnAll((0..<4).map { _ in { for _ in 0..<125 { spawn() } } }) }
  }
}
func W9() async {
  let p = NIOThreadPool(numberOfThreads: 64)
  p.start()
  run("W9", "swift-NIOThreadPool", "1000x10ms T=64", "ms") {
    let g = DispatchGroup()
    return 1e3
      * time {
        for _ in 0..<1000 {
          g.enter()
          p.submit { _ in
            usleep(10_000)
            g.leave()
          }
        }
        g.wait()
      }
  }
  try! await p.shutdownGracefully()
  let oq = OperationQueue()
  oq.maxConcurrentOperationCount = 64
  run("W9", "swift-OperationQueue", "1000x10ms T=64", "ms") {
    1e3
      * time {
        for _ in 0..<1000 { oq.addOperation { usleep(10_000) } }
        oq.waitUntilAllOperationsAreFinished()
      }
  }
  let q = DispatchQueue(label: "c", attributes: .concurrent)
  run("W9", "swift-GCD-concurrent-async", "1000x10ms T=auto", "ms") {
    let g = DispatchGroup()
    return 1e3
      * time {
        for _ in 0..<1000 { q.async(group: g) { usleep(10_000) } }
        g.wait()
      }
  }
  run("W9", "swift-GCD-asyncAfter", "10000x10ms", "ms") {
    let g = DispatchGroup()
    return 1e3
      * time {
        for _ in 0..<10_000 {
          g.enter()
          q.asyncAfter(deadline: .now() + .milliseconds(10)) { g.leave() }
        }
        g.wait()
      }
  }
  await run("W9", "swift-TaskGroup+Task.sleep", "10000x10ms", "ms") {
    let t = now()
    await withTaskGroup(of: Void.self) { g in
      for _ in 0..<10_000 { g.addTask { try? await Task.sleep(nanoseconds: 10_000_000) } }
    }
    return 1e3 * (now() - t)
  }
}
func rss() -> Double {
  Double(
    try! String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n").first {
      $0.hasPrefix("VmRSS")
    }!.filter(\.isNumber)
  )!
}
func W10() async {
  run("W10", "swift-Foundation.Thread", "create+join", "threads/s") {
    let s = DispatchSemaphore(value: 0)
    return 10_000
      / time {
        for _ in 0..<10_000 {
          Thread { s.signal() }.start()
          s.wait()
        }
      }
  }
  let r0 = rss(), ev = DispatchSemaphore(value: 0)
  for _ in 0..<1000 { Thread { ev.wait() }.start() }
  usleep(200_000)
  let r = (rss() - r0) / 1000
  for _ in 0..<1000 { ev.signal() }
  emit("W10", "swift-Foundation.Thread", "RSS 1000 parked", [r], "KiB/thread")
  await run("W10", "swift-Task.detached", "create+join", "threads/s") {
    let t = now()
    for _ in 0..<10_000 { await Task.detached {}.value }
    return 10_000 / (now() - t)
  }
}
let table: [String: () async -> Void] = [
  "W1": W1, "W2": W2, "W3": W3, "W4": W4, "W5": W5, "W6": W6, "W7": W7, "W8": W8, "W9": W9,
  "W10": W10,
]
for a in CommandLine.arguments.dropFirst() { if let f = table[a] { await f() } }
