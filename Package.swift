// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// What every target of this package is compiled with.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The C shims and the engine's futex words need glibc's own calls.
let gnu: [CSetting] = [.define("_GNU_SOURCE")]

let package = Package(
  name: "threadmill",
  products: [
    .executable(name: "threadmill", targets: ["threadmill"]),
    .library(name: "ThreadmillEngine", targets: ["ThreadmillEngine"]),
    .library(name: "ThreadmillAnalysis", targets: ["ThreadmillAnalysis"]),
  ],
  targets: [
    // MARK: Doors to C
    .systemLibrary(name: "CNcurses"),
    .target(name: "CThreadmillLinux", cSettings: gnu),

    // MARK: Libraries
    .target(name: "ThreadmillTelemetry", swiftSettings: strict),
    .target(
      name: "ThreadmillEngine",
      dependencies: ["ThreadmillTelemetry", "CThreadmillLinux"],
      swiftSettings: strict + [.strictMemorySafety()]
    ),
    .target(
      name: "ThreadmillAnalysis",
      dependencies: ["ThreadmillTelemetry"],
      swiftSettings: strict
    ),

    // MARK: The workbench
    .target(
      name: "ThreadmillDemos",
      dependencies: ["ThreadmillEngine", "ThreadmillTelemetry", "ThreadmillAnalysis"],
      swiftSettings: strict
    ),
    .target(
      name: "ThreadmillTerminal",
      dependencies: ["CNcurses", "CThreadmillLinux"],
      swiftSettings: strict
    ),
    .target(
      name: "ThreadmillTUI",
      dependencies: [
        "ThreadmillDemos", "ThreadmillTelemetry", "ThreadmillAnalysis", "ThreadmillTerminal",
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "threadmill",
      dependencies: [
        "ThreadmillTUI", "ThreadmillDemos", "ThreadmillEngine", "ThreadmillTelemetry",
        "ThreadmillAnalysis", "ThreadmillTerminal",
      ],
      swiftSettings: strict
    ),

    // MARK: Benchmarks
    .executableTarget(
      name: "bench",
      dependencies: ["ThreadmillEngine", "ThreadmillTelemetry"],
      path: "Benchmarks/Bench",
      swiftSettings: strict
    ),

    // MARK: Test support
    .target(name: "CTestWatchdog", path: "Tests/Support/CTestWatchdog", cSettings: gnu),
    .target(
      name: "ConcurrencyTestSupport",
      dependencies: ["CTestWatchdog"],
      path: "Tests/Support/ConcurrencyTestSupport",
      swiftSettings: strict
    ),

    // MARK: Tests
    .systemLibrary(name: "CVTerm", path: "Tests/Support/CVTerm"),
    .target(name: "CPseudoTerminal", path: "Tests/Support/CPseudoTerminal", cSettings: gnu),
    .target(
      name: "TerminalTestSupport",
      dependencies: ["CVTerm", "CPseudoTerminal", "ThreadmillTerminal"],
      path: "Tests/Support/TerminalTestSupport",
      swiftSettings: strict
    ),
    .executableTarget(
      name: "terminal-probe",
      dependencies: ["ThreadmillTerminal", "TerminalTestSupport", "CThreadmillLinux"],
      path: "Tests/Support/TerminalProbe",
      swiftSettings: strict
    ),
    .testTarget(
      name: "ThreadmillTerminalTests",
      dependencies: [
        "ThreadmillTerminal", "TerminalTestSupport", "terminal-probe", "CThreadmillLinux",
        "ConcurrencyTestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ThreadmillAnalysisTests",
      dependencies: ["ThreadmillAnalysis"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ThreadmillDemosTests",
      dependencies: [
        "threadmill", "ThreadmillDemos", "ThreadmillEngine", "ThreadmillTelemetry",
        "ConcurrencyTestSupport",
      ],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ThreadmillTUITests",
      dependencies: [
        "ThreadmillTUI", "ThreadmillDemos", "ThreadmillEngine", "ThreadmillTelemetry",
        "ThreadmillAnalysis", "ThreadmillTerminal", "ConcurrencyTestSupport",
      ],
      exclude: ["Golden/Screens"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ThreadmillEngineTests",
      dependencies: ["ThreadmillEngine", "ThreadmillTelemetry", "ConcurrencyTestSupport"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ThreadmillTests",
      dependencies: [
        "threadmill", "ConcurrencyTestSupport", "TerminalTestSupport", "ThreadmillTerminal",
      ],
      swiftSettings: strict
    ),
  ],
  swiftLanguageModes: [.v6]
)
