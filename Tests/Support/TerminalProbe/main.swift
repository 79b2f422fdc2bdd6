// SPDX-License-Identifier: Apache-2.0
// A program with a screen and nothing else, for tests that run it on a pseudo-terminal.
import Glibc
import ThreadmillTerminal

CrashGuard.restartWithQuietBacktraces()
let arguments = Array(CommandLine.arguments.dropFirst())
do {
  switch arguments.first {
  case "grids": try GridsProbe.run(seed: UInt64(arguments[1]) ?? 0)
  case "keys": try KeysProbe.run()
  case "crash": try CrashProbe.run(kind: arguments[1], isOnThread: arguments.count > 2)
  case "drawing": try CrashProbe.runWhileDrawing(kind: arguments[1])
  case "after": try CrashProbe.runAfterScreen()
  case "loop": try LoopProbe.run()
  case "hang": try LoopProbe.hang()
  case "print": try PrintProbe.run()
  case "streams": try StreamsProbe.run()
  case "flood": try FloodProbe.run()
  case "bench": try BenchProbe.run(arguments.dropFirst().compactMap(Double.init))
  default: exit(64)
  }
} catch {
  report("\(error)")
  exit(1)
}
