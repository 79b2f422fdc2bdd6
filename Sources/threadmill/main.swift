// SPDX-License-Identifier: Apache-2.0

import Glibc
import ThreadmillEngine
import ThreadmillTUI
import ThreadmillTerminal

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
