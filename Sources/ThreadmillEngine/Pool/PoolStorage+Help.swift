// SPDX-License-Identifier: Apache-2.0

extension PoolStorage {
  /// Lets one of the workers run a task for which it waits inside another, if that has not started.
  @inline(never)
  final func help(_ core: FutureCore, as slot: WorkerSlot) -> PoolHelper.Help {
    switch state.withLock({ $0.takeForHelper(core) }) {
    case .nothing(let help): return help
    case .task:
      signalRoom()
      slot.nested {
        var loop = WorkerLoop(pool: self, slot: slot)
        loop.help(core)
      }
    case .part(let number):
      slot.nested {
        var loop = WorkerLoop(pool: self, slot: slot)
        loop.help(number, of: unsafe unsafeDowncast(core, to: BulkTask.self))
      }
    }
    return .given
  }

  /// Gives a task another priority, if it waits in this pool.
  ///
  /// - Returns: whether it has it now, and has not started.
  final func reprioritize(_ core: FutureCore, to priority: WorkPriority) -> Bool {
    let own = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    return state.withLock { state in
      unsafe core.queueAddress == own && state.move(core, to: priority)
    }
  }
}
