// SPDX-License-Identifier: Apache-2.0

/// A future's core, seen with the types of its value and its error.
///
/// The core is one object, which keeps work and outcome in place, and a class without generic
/// parameters: the deinitializer of a generic one would look up metadata for each future that goes.
/// Everything here is inlined into the client, which knows the types.
@usableFromInline
package struct FutureStorage<Success: Sendable, Failure: Error>: Sendable {
  /// How the future ends.
  @usableFromInline package typealias Outcome = Result<Success, TaskError<Failure>>
  /// A task that does not look at its context.
  @usableFromInline package typealias Plain = @Sendable () throws(Failure) -> Success
  /// A task that does.
  @usableFromInline package typealias Contextual =
    @Sendable (borrowing WorkContext) throws(Failure) -> Success

  /// First what is to be done, then what has come of it: never both, so they share their place.
  ///
  /// The submitter writes the work before anybody else sees the future. Whoever starts or ends it has
  /// it alone until the core announces the end; after that it is only read.
  @usableFromInline
  enum Content {
    case plain(Plain)
    case contextual(Contextual)
    case outcome(Outcome)
  }

  /// Content that is too large for its place.
  @usableFromInline
  final class Box {
    @usableFromInline var content: Content
    @inlinable
    init(_ content: Content) { self.content = content }
  }

  @usableFromInline let core: FutureCore

  /// Sees a core that was made with these types.
  @inlinable
  init(core: FutureCore) { self.core = core }

  /// A future that somebody ends by hand.
  @inlinable
  init() {
    core = FutureCore(name: nil, body: Self.body)
  }

  /// The future of a task that does not look at its context.
  @inlinable
  init(name: String?, plain body: @escaping Plain) {
    core = FutureCore(name: name, body: Self.body)
    put(.plain(body))
  }

  /// The future of a task that looks at its context.
  @inlinable
  init(name: String?, contextual body: @escaping Contextual) {
    core = FutureCore(name: name, body: Self.body)
    put(.contextual(body))
  }

  // MARK: The place

  @inlinable
  static var fits: Bool {
    @inline(__always) get {
      MemoryLayout<Content>.size <= MemoryLayout<FuturePlace>.size
        && MemoryLayout<Content>.alignment <= MemoryLayout<FuturePlace>.alignment
    }
  }

  @inlinable
  @inline(__always)
  func put(_ content: Content) {
    unsafe withUnsafeMutableBytes(of: &core.place) { place in
      guard let base = place.baseAddress else { return }
      if Self.fits {
        unsafe base.initializeMemory(as: Content.self, to: content)
      } else {
        unsafe base.initializeMemory(as: Box.self, to: Box(content))
      }
    }
    unsafe core.isFilled = true
  }

  @inlinable
  @inline(__always)
  func take() -> Content? {
    guard unsafe core.isFilled else { return nil }
    unsafe core.isFilled = false
    return unsafe withUnsafeMutableBytes(of: &core.place) { place -> Content? in
      guard let base = place.baseAddress else { return nil }
      if Self.fits { return unsafe base.assumingMemoryBound(to: Content.self).move() }
      return unsafe base.assumingMemoryBound(to: Box.self).move().content
    }
  }

  @inlinable
  @inline(__always)
  var content: Content? {
    guard unsafe core.isFilled else { return nil }
    // A copy of the bits: many may read at once.
    return unsafe withUnsafeBytes(of: core.place) { place -> Content? in
      guard let base = place.baseAddress else { return nil }
      if Self.fits { return unsafe base.assumingMemoryBound(to: Content.self).pointee }
      return unsafe base.assumingMemoryBound(to: Box.self).pointee.content
    }
  }

  // MARK: Outcome

  /// The outcome, once there is one.
  @inlinable
  var outcome: Outcome? { core.isSettled ? settledOutcome : nil }

  /// The outcome of a future that is known to have ended.
  @inlinable
  var settledOutcome: Outcome {
    if case .outcome(let outcome)? = content { outcome } else { .failure(core.wayItNeverRan()) }
  }

  /// Gives the future its outcome; `false` if it has one already.
  @discardableResult
  @inlinable
  func settle(_ outcome: Outcome) -> Bool {
    guard core.beginSettling() else { return false }
    keep(outcome)
    core.announce()
    return true
  }

  @inlinable
  @inline(__always)
  func keep(_ outcome: Outcome) {
    put(.outcome(outcome))
    // What lies in a box has a box to free.
    if Self.fits && _isPOD(Success.self), case .success = outcome { unsafe core.isTrivial = true }
  }

  @inlinable
  static var body: FutureCore.Body {
    { core, duty in FutureStorage(core: core).perform(duty) }
  }

  @inlinable
  func perform(_ duty: FutureDuty) -> TaskEnding {
    switch duty {
    case .run(let context): return unsafe run(context.pointee)
    case .end:
      let work = take()
      withExtendedLifetime(work) { core.announce() }
    case .free: _ = take()
    }
    return .cancelled
  }

  /// Runs the task and keeps what comes of it.
  @inlinable
  func run(_ context: borrowing WorkContext) -> TaskEnding {
    do throws(Failure) {
      keep(.success(try value(context)))
      return .finished
    } catch {
      let failure = TaskError(thrown: error, context)
      keep(.failure(failure))
      return failure.ending
    }
  }

  /// What the task comes to; what it has captured is let go of.
  @inlinable
  @inline(__always)
  func value(_ context: borrowing WorkContext) throws(Failure) -> Success {
    switch take() {
    case .plain(let body)?: return try body()
    case .contextual(let body)?: return try body(context)
    case .outcome?, nil: preconditionFailure("a task is run once")
    }
  }

  var state: FutureState {
    switch outcome {
    case .success: .finished
    case .failure(.cancelled): .cancelled
    case .failure: .failed
    case nil: core.hasStarted ? .running : .pending
    }
  }
}
