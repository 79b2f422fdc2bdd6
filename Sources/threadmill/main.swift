// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillDemos
import ThreadmillEngine
import ThreadmillTUI
import ThreadmillTerminal

DaemonProgram.serveIfAsked(CommandLine.arguments)
CrashGuard.restartWithQuietBacktraces()
CrashGuard.install()
exit(
  Launcher.run(
    Array(CommandLine.arguments.dropFirst()),
    engine: EngineFacts(
      cpuCount: CPUs.available,
      cpuQuota: CPUs.quota,
      defaultWorkerCount: ThreadPool.defaultWorkerCount
    )
  )
)
