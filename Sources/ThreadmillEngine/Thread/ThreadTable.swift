// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What all ``ThreadLocal``s keep for one thread, until that ends.
///
/// One key of the system for all of them: there are only 1024 in a process.
final class ThreadTable: Sendable {
  /// A value, and who has to be told that it is gone.
  protocol Entry: AnyObject, Sendable {
    /// Runs the destructor; once, without a lock.
    func end()
    /// Forgets the table, which ends.
    func leave(_ table: ThreadTable)
  }

  private let entries = Guarded<[UInt64: any Entry]>([:])

  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    let error = unsafe pthread_key_create(&key) { table in
      guard let table = unsafe table else { return }
      unsafe Unmanaged<ThreadTable>.fromOpaque(table).takeRetainedValue().end()
    }
    return error == 0 ? key : nil
  }()

  /// That of the calling thread; `nil` if it has none.
  static var current: ThreadTable? {
    guard let key, let table = unsafe pthread_getspecific(key) else { return nil }
    return unsafe Unmanaged.fromOpaque(table).takeUnretainedValue()
  }

  /// That of the calling thread, made now if it has none; `nil` if the system has no key left for it.
  ///
  /// A destructor that uses a thread-local makes a new one, which the system ends in its next round.
  static func make() -> ThreadTable? {
    if let current { return current }
    guard let key else { return nil }
    let table = ThreadTable()
    let retained = unsafe Unmanaged.passRetained(table)
    guard unsafe pthread_setspecific(key, retained.toOpaque()) == 0 else {
      unsafe retained.release()
      return nil
    }
    return table
  }

  /// Ends that of the calling thread now, before the system would, and those that destructors make meanwhile.
  static func endCurrent() {
    guard let key else { return }
    // As often as the system; what is left then is its.
    for _ in 0..<4 {
      guard let table = unsafe pthread_getspecific(key) else { return }
      pthread_setspecific(key, nil)
      unsafe Unmanaged<ThreadTable>.fromOpaque(table).takeRetainedValue().end()
    }
  }

  func entry(_ id: UInt64) -> (any Entry)? { entries.withLock { $0[id] } }

  /// - Returns: what was there before.
  @discardableResult
  func put(_ entry: (any Entry)?, at id: UInt64) -> (any Entry)? {
    entries.withLock { entries in
      defer { entries[id] = entry }
      return entries[id]
    }
  }

  /// The thread ends.
  private func end() {
    let all = entries.withLock { entries in
      defer { entries = [:] }
      return entries
    }
    for entry in all.values {
      entry.leave(self)
      entry.end()
    }
  }
}
