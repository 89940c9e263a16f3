// swift-tools-version: 6.2
// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Settings of every Swift target of ours. Warnings are errors here and nowhere else: SwiftPM drops
/// the rule where this package is somebody's dependency.
let houseRules: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// The money floor has no unsafe code, and the compiler proves it. The one exception is the file that
/// calls libsecp256k1, where each such expression is marked.
let moneyRules: [SwiftSetting] = houseRules + [.strictMemorySafety()]

/// Products that only our executables need: behind a trait, so that importing a library with
/// `traits: []` fetches no package at all.
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser",
  condition: .when(traits: ["Executables"]))

/// Somebody else's integers of any size, beside which tests and benchmarks hold ours. Only they use
/// it, so no consumer of a library fetches it, whatever his traits.
let bigInt = Target.Dependency.product(
  name: "BigInt", package: "BigInt", condition: .when(traits: ["Oracles"]))

let package = Package(
  name: "TensorChain",
  products: [
    .library(name: "TensorCore", targets: ["TensorCore"]),
    .library(name: "ExactArithmetic", targets: ["ExactArithmetic"]),
    .library(name: "LedgerPrimitives", targets: ["LedgerPrimitives"]),
    .library(name: "TokenLedger", targets: ["TokenLedger"]),
    .library(name: "Secp256k1Recovery", targets: ["Secp256k1Recovery"]),
    .library(name: "LedgerStore", targets: ["LedgerStore"]),
    .library(name: "Staking", targets: ["Staking"]),
    .library(name: "Rewards", targets: ["Rewards"]),
    .library(name: "HostingEconomics", targets: ["HostingEconomics"]),
    .library(name: "ChartSVG", targets: ["ChartSVG"]),
    .library(name: "NetworkSimulation", targets: ["NetworkSimulation"]),
    .library(name: "PeerTraining", targets: ["PeerTraining"]),
    .library(name: "ModelHosting", targets: ["ModelHosting"]),
    .library(name: "NetworkCore", targets: ["NetworkCore"]),
  ],
  traits: [
    .trait(name: "SQLite", description: "LedgerStore keeps its books in SQLite, through GRDB."),
    .trait(
      name: "Executables",
      description: "The examples and benchmarks, with swift-argument-parser."),
    .trait(
      name: "Oracles",
      description: "Tests and benchmarks beside attaswift/BigInt. No library is changed by it."),
    .default(enabledTraits: ["SQLite", "Executables", "Oracles"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    // The tensor floor.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"]), .yum(["openblas-devel"])]),
    .systemLibrary(
      name: "CLAPACKE", pkgConfig: "lapacke",
      providers: [.apt(["liblapacke-dev"]), .brew(["lapack"]), .yum(["lapack-devel"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"]), .yum(["zlib-devel"])]),
    .target(
      name: "CTensorKernels",
      dependencies: ["COpenBLAS"],
      // Debug builds compile C with -O0, 40 times slower: a user who debugs his own code should not
      // pay for that in ours. SwiftPM accepts the flag from a dependency of tools version 6.2.
      cSettings: [.unsafeFlags(["-O3"])],
      linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "TensorCore", dependencies: ["CTensorKernels", "COpenBLAS", "CLAPACKE", "CZlib"],
      swiftSettings: houseRules),
    .target(name: "PeerTraining", dependencies: ["TensorCore"], swiftSettings: houseRules),
    .target(name: "ModelHosting", dependencies: ["TensorCore"], swiftSettings: houseRules),

    // The money floor.
    .target(name: "ExactArithmetic", swiftSettings: moneyRules),
    .target(
      name: "LedgerPrimitives", dependencies: ["ExactArithmetic"], swiftSettings: moneyRules),
    .target(
      name: "TokenLedger", dependencies: ["ExactArithmetic", "LedgerPrimitives"],
      swiftSettings: moneyRules),
    .systemLibrary(
      name: "CSecp256k1", pkgConfig: "libsecp256k1",
      providers: [.apt(["libsecp256k1-dev"]), .brew(["secp256k1"]), .yum(["libsecp256k1-devel"])]),
    .target(
      name: "Secp256k1Recovery",
      dependencies: ["CSecp256k1", "ExactArithmetic", "LedgerPrimitives", "TokenLedger"],
      swiftSettings: moneyRules),
    .target(
      name: "Staking", dependencies: ["ExactArithmetic", "LedgerPrimitives"],
      swiftSettings: moneyRules),
    .target(
      name: "Rewards", dependencies: ["ExactArithmetic", "LedgerPrimitives"],
      swiftSettings: moneyRules),
    .target(
      name: "HostingEconomics", dependencies: ["ExactArithmetic"],
      resources: [.embedInCode("Resources/catalogue.json")], swiftSettings: moneyRules),
    .target(
      name: "LedgerStore",
      dependencies: [
        "ExactArithmetic", "LedgerPrimitives",
        .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
      ],
      swiftSettings: houseRules),

    // Pictures, and what the money floor does over months.
    // It rounds, and imports nothing that would link the C library of mathematics for it.
    .target(
      name: "ChartSVG", swiftSettings: moneyRules, linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "NetworkSimulation",
      dependencies: [
        "ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Staking", "Rewards",
        "HostingEconomics", "ChartSVG",
      ],
      swiftSettings: moneyRules),

    // The composition, the only room that knows both floors.
    .target(
      name: "NetworkCore",
      dependencies: [
        "ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Staking", "Rewards", "LedgerStore",
        "TensorCore", "PeerTraining", "ModelHosting",
      ],
      swiftSettings: houseRules),

    // Executables.
    .executableTarget(
      name: "NetworkRound",
      dependencies: [
        "ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Staking", "Rewards", "LedgerStore",
        "TensorCore", "PeerTraining", "ModelHosting", "NetworkCore", "ChartSVG", "DigitsFile",
        argumentParser,
      ],
      path: "Examples/NetworkRound", exclude: ["Resources"], swiftSettings: houseRules),
    // The digits of two examples: one copy, with its attribution.
    .target(
      name: "DigitsFile", path: "Examples/NetworkRound/Resources",
      resources: [.copy("digits.csv"), .copy("digits-ATTRIBUTION.txt")],
      swiftSettings: houseRules),
    .executableTarget(
      name: "TrainDigits", dependencies: ["TensorCore", "DigitsFile", argumentParser],
      path: "Examples/TrainDigits", swiftSettings: houseRules),
    .executableTarget(
      name: "TrainShakespeare", dependencies: ["TensorCore", "ChartSVG", argumentParser],
      path: "Examples/TrainShakespeare",
      resources: [
        .copy("Resources/shakespeare.txt"), .copy("Resources/shakespeare-ATTRIBUTION.txt"),
      ],
      swiftSettings: houseRules),
    .executableTarget(
      name: "StakingStory",
      dependencies: ["ExactArithmetic", "LedgerPrimitives", "Staking", "ChartSVG", argumentParser],
      path: "Examples/StakingStory", swiftSettings: houseRules),
    .executableTarget(
      name: "RewardRound",
      dependencies: ["ExactArithmetic", "LedgerPrimitives", "Rewards", argumentParser],
      path: "Examples/RewardRound", exclude: ["Resources"], swiftSettings: houseRules),
    .executableTarget(
      name: "HostingPlanner",
      dependencies: [
        "ExactArithmetic", "HostingEconomics", "ChartSVG", argumentParser,
      ],
      path: "Examples/HostingPlanner", swiftSettings: houseRules),
    .executableTarget(
      name: "NetworkForecast",
      dependencies: [
        "ExactArithmetic", "HostingEconomics", "NetworkSimulation", argumentParser,
      ],
      path: "Examples/NetworkForecast", swiftSettings: houseRules),
    .executableTarget(
      name: "TensorTour", dependencies: ["TensorCore"], path: "Examples/TensorTour",
      exclude: ["expected-output.txt"], swiftSettings: houseRules),
    .target(
      name: "ContractTraces",
      dependencies: ["ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Secp256k1Recovery"],
      path: "Examples/LedgerReplay/Traces", swiftSettings: houseRules),
    .executableTarget(
      name: "LedgerReplay",
      dependencies: ["ContractTraces", argumentParser],
      path: "Examples/LedgerReplay/Command", swiftSettings: houseRules),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Staking", "Rewards", "LedgerStore",
        "TensorCore", "CTensorKernels", "COpenBLAS", "CLAPACKE", "PeerTraining", argumentParser,
        bigInt, "Secp256k1Recovery", "CSecp256k1", "HostingEconomics", "NetworkSimulation",
      ],
      path: "Benchmarks", exclude: ["Peers", "NOTES.md", "RESULTS.md"], swiftSettings: houseRules),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["ExactArithmetic", "LedgerPrimitives"],
      path: "Tests/TestSupport", swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)

/// A test target per module: its own dependencies beside the module and the test support.
func testTarget(
  of module: String, uses more: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.init(stringLiteral: module), "TestSupport"] + more,
    path: "Tests/\(module)Tests", exclude: exclude, resources: resources,
    swiftSettings: houseRules)
}

package.targets += [
  testTarget(of: "ExactArithmetic", uses: [bigInt], resources: [.copy("Vectors")]),
  testTarget(of: "LedgerPrimitives", uses: ["ExactArithmetic"], resources: [.copy("Vectors")]),
  testTarget(
    of: "TokenLedger", uses: ["ExactArithmetic", "LedgerPrimitives", "ContractTraces", bigInt],
    exclude: ["MUTATIONS.md"], resources: [.copy("Vectors")]),
  testTarget(
    of: "Secp256k1Recovery", uses: ["ExactArithmetic", "LedgerPrimitives", "TokenLedger"],
    resources: [.copy("Vectors")]),
  testTarget(
    of: "Staking", uses: ["ExactArithmetic", "LedgerPrimitives", bigInt],
    resources: [.copy("Vectors")]),
  testTarget(
    of: "Rewards", uses: ["ExactArithmetic", "LedgerPrimitives", bigInt],
    resources: [.copy("Vectors")]),
  testTarget(of: "ChartSVG", resources: [.copy("Vectors")]),
  testTarget(
    of: "NetworkSimulation",
    uses: [
      "ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Staking", "Rewards",
      "HostingEconomics",
    ]),
  testTarget(of: "HostingPlanner"),
  testTarget(of: "NetworkForecast"),
  testTarget(of: "HostingEconomics", uses: ["ExactArithmetic"], resources: [.copy("Vectors")]),
  testTarget(
    of: "LedgerStore",
    uses: [
      "ExactArithmetic", "LedgerPrimitives",
      .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
    ]),
  testTarget(of: "TensorCore", uses: ["CLAPACKE"], resources: [.copy("Vectors")]),
  testTarget(of: "PeerTraining", uses: ["TensorCore"]),
  testTarget(of: "ModelHosting", uses: ["TensorCore"]),
  testTarget(
    of: "NetworkCore",
    uses: [
      "ExactArithmetic", "LedgerPrimitives", "TokenLedger", "Staking", "Rewards", "LedgerStore",
      "PeerTraining", "ModelHosting",
    ]),
  testTarget(of: "NetworkRound", uses: ["LedgerStore"]),
  testTarget(of: "RewardRound", uses: ["ExactArithmetic", "LedgerPrimitives", "Rewards"]),
  testTarget(of: "StakingStory"),
  testTarget(of: "LedgerReplay"),
  testTarget(of: "TensorTour"),
  testTarget(of: "TrainDigits"),
  testTarget(of: "TrainShakespeare"),
]

// The DocC plugin is only in the graph where documentation is built, so that no consumer fetches it.
if Context.environment["TENSORCHAIN_DOCS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
