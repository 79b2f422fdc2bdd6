// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A variable that each thread has for itself.
///
/// ```swift
/// let requestID = ThreadLocal<String>()
/// requestID.value = "a17"         // other threads do not see it
/// ```
///
/// A thread is not a task: the workers of a pool keep their values from one task to the next, which is good
/// for a cache and bad for a request, and asynchronous code may go on, after an `await`, on another thread.
/// For those `TaskLocal`, or a parameter, is right.
///
/// A value is freed when its thread ends, and all are when the variable itself goes. Since that may be on
/// another thread, a value has to be `Sendable`.
///
/// Memory ordering: a thread sees what it has set itself; nothing is handed to others.
public final class ThreadLocal<Value: Sendable>: Sendable {
  private let id: UInt64
  private let initial: (@Sendable () -> Value)?
  private let home: Home

  /// What the values know of their variable, which may go before them.
  private final class Home: Sendable {
    /// The tables in which there is a value.
    let tables = Guarded<[ObjectIdentifier: ThreadTable]>([:])
    let destructor: (@Sendable (Value) -> Void)?

    init(_ destructor: (@Sendable (Value) -> Void)?) { self.destructor = destructor }
  }

  private final class Entry: ThreadTable.Entry {
    let value: Value
    let home: Home
    /// Both ends may come at once: that of the thread and that of the variable.
    private let isOver = Atomic<Bool>(false)

    init(_ value: Value, _ home: Home) {
      self.value = value
      self.home = home
    }

    func end() {
      if !isOver.exchange(true, ordering: .acquiringAndReleasing) { home.destructor?(value) }
    }

    func leave(_ table: ThreadTable) {
      // The table is held by the thread that ends.
      _ = home.tables.withLock { $0.removeValue(forKey: ObjectIdentifier(table)) }
    }
  }

  /// Creates a variable that no thread has set.
  ///
  /// - Parameters:
  ///   - initial: makes the value of a thread that has set none, when it first asks.
  ///   - destructor: is given each value when its thread has ended, on that thread, or when the variable goes, on
  ///     whichever thread lets go of it; not values that were replaced or removed. It may block, and may use
  ///     other thread-locals.
  public init(
    initial: (@Sendable () -> Value)? = nil,
    destructor: (@Sendable (Value) -> Void)? = nil
  ) {
    id = ThreadLocalNumber.next()
    self.initial = initial
    home = Home(destructor)
  }

  deinit {
    let tables = home.tables.withLock { tables in
      defer { tables = [:] }
      return tables
    }
    // Without the lock: destructors are somebody's code.
    for table in tables.values { table.put(nil, at: id)?.end() }
  }

  /// The calling thread's value; `nil` if it has set none and there is no initial one.
  ///
  /// Setting `nil` removes it.
  ///
  /// - Complexity: O(1), some 30 ns.
  public var value: Value? {
    get {
      if let entry = ThreadTable.current?.entry(id) as? Entry { return entry.value }
      guard let initial else { return nil }
      let value = initial()
      set(value)
      return value
    }
    set { if let newValue { set(newValue) } else { _ = ThreadTable.current.map(remove) } }
  }

  private func set(_ value: Value) {
    guard let table = ThreadTable.make() else { return }
    // What it replaces is freed here, without the lock.
    let before = table.put(Entry(value, home), at: id)
    if before == nil { home.tables.withLock { $0[ObjectIdentifier(table)] = table } }
  }

  private func remove(from table: ThreadTable) {
    let before = table.put(nil, at: id)
    if before != nil {
      _ = home.tables.withLock { $0.removeValue(forKey: ObjectIdentifier(table)) }
    }
  }

  /// Runs `body` while the calling thread has this value, and then gives it the one back that it had.
  ///
  /// - Parameters:
  ///   - value: for the time being.
  ///   - body: is run on the calling thread.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  @available(*, noasync)
  public func withValue<Result: ~Copyable, Failure: Error>(
    _ value: Value,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = (ThreadTable.current?.entry(id) as? Entry)?.value
    set(value)
    defer { self.value = before }
    return try body()
  }
}

/// Numbers for thread-locals, each used once.
enum ThreadLocalNumber {
  private static let last = Atomic<UInt64>(0)

  static func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
