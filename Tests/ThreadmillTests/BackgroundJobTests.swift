// SPDX-License-Identifier: Apache-2.0

import ConcurrencyTestSupport
import Glibc
import TerminalTestSupport
import Testing

/// The workbench as a job that is stopped, sent into the background, or asked to end there.
@Suite(.serialized)
struct BackgroundJobTests {
  /// A shell that runs a script with job control, in which `tm` is the program.
  private func shell(_ script: String, _ program: String = "/bin/bash") throws -> TerminalSession {
    let setUp = """
      set -m; tm='\(Program.path)'
      stopped() {
        until read -r pid name state rest </proc/$1/stat && [ "$state" = T ]; do sleep 0.05; done
      }
      """
    return try TerminalSession(["-c", "\(setUp)\n\(script)"], program: program, columns: 120)
  }

  private func sawWorkbench(_ session: TerminalSession) -> Bool {
    session.bytes.occurrences(of: Array("\u{1B}[?1049h".utf8)) > 0
  }

  @Test func `a stopped workbench ends at the first request`() async throws {
    try await onThread {
      let session = try shell(
        "$tm; kill -TERM %1; kill -CONT %1; wait %1; echo ended $?"
      )
      session.wait(for: "basic-threads")
      session.press("\u{1A}")
      session.wait(for: "ended 143")
      #expect(session.end() == 0)
    }
  }

  @Test func `started in the background it waits, and ends at the first request`() async throws {
    try await onThread {
      let session = try shell(
        "$tm & stopped $!; kill -TERM %1; kill -CONT %1; wait %1; echo ended $?"
      )
      session.wait(for: "ended 143")
      #expect(session.end() == 0)
      #expect(!sawWorkbench(session))
    }
  }

  /// The modes that the shell has at `fg` count, not those at the start.
  ///
  /// Bash would mend them itself.
  @Test func `started in the background it comes with fg`() async throws {
    try await onThread {
      let session = try shell(
        "stty -echo; $tm & stopped $!; stty echo; echo waits; read line; fg; echo ended $?",
        "/bin/sh"
      )
      session.wait(for: "waits")
      #expect(!sawWorkbench(session))
      session.press("\r")
      session.wait(for: "basic-threads")
      session.press("q")
      session.wait(for: "ended 0")
      #expect(session.end() == 0)
    }
  }

  @Test func `sent into the background it stops again and leaves the terminal alone`() async throws
  {
    try await onThread {
      let session = try shell(
        "$tm; bg; stopped $(jobs -p %1); echo waits; read line; fg; echo ended $?"
      )
      session.wait(for: "basic-threads")
      session.press("\u{1A}")
      session.wait(for: "waits")
      session.settle()
      let screens = session.bytes.occurrences(of: Array("\u{1B}[?1049h".utf8))
      session.press("\r")
      session.wait(for: "basic-threads")
      #expect(session.bytes.occurrences(of: Array("\u{1B}[?1049h".utf8)) == screens + 1)
      session.press("q")
      session.wait(for: "ended 0")
      #expect(session.end() == 0)
    }
  }
}
