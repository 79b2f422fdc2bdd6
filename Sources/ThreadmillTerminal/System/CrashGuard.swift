// SPDX-License-Identifier: Apache-2.0
import CThreadmillLinux
import Glibc

/// Makes every crash leave a readable report and a whole terminal.
///
/// The screen arms it by itself. The work is done in C (`tm_guard.c`), inside the signal handler.
package enum CrashGuard {
  /// Installs the handlers; a program without a screen gets the one-line report, too.
  ///
  /// Twice is the same as once. What handled the signals before goes on to do so afterwards.
  package static func install() { tm_guard_install() }

  /// Starts this program anew, once, if Swift's backtracer would ask questions after a crash.
  ///
  /// On a terminal it asks for a key and waits 30 seconds for it, on a screen that is gone; the
  /// setting is read before `main`, so only a new start can change it. Statically linked there is
  /// no backtracer, hence no new start. Call it first in `main`; if anything speaks against it, it
  /// returns and does no harm.
  package static func restartWithQuietBacktraces() {
    guard getenv("SWIFT_BACKTRACE") == nil, tm_swift_runtime_is_shared() == 1,
      isatty(STDIN_FILENO) == 1 || isatty(STDOUT_FILENO) == 1
    else { return }
    setenv("SWIFT_BACKTRACE", "interactive=no,color=no", 1)
    // Safety: the argument vector lives as long as the process, and no other thread exists yet.
    let arguments = CommandLine.unsafeArgv
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { path in
      let count = path.baseAddress.map { readlink("/proc/self/exe", $0, Int(PATH_MAX)) } ?? -1
      guard count > 0, let name = path.baseAddress else { return }
      // By its real path: started as /proc/self/exe, every process list would call it "exe".
      path[count] = 0
      execv(name, arguments)
    }
  }
}
