// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser

  /// Who provides, and what buyers want.
  struct NetworkOptions: ParsableArguments {
    @Option(name: .long, help: "Candidates: the most that can ever provide, 1 to 1000000.")
    var providers = 1000

    @Option(name: .long, help: "Rounds, 1 to 100000.")
    var rounds = 365

    @Option(name: .long, help: "Hours of a round.")
    var roundHours = 24.0

    @Option(
      name: .long, parsing: .upToNextOption,
      help: "GPUs of the catalogue with their weight among candidates, as h100=1 rtx-4090=3.")
    var gpu = ["h100=1", "rtx-4090=3"]

    @Option(name: .long, help: "Share of the candidates that provides from the beginning.")
    var initialShare = 0.2

    @Option(name: .long, help: "Demand in dollars per round; $5 a candidate where not given.")
    var demand: String?

    @Option(name: .long, help: "Growth of demand per year, 1 for twice as much.")
    var growth = 1.0

    @Option(name: .long, help: "Swing of demand over the year, 0 to 1.")
    var season = 0.1

    @Option(name: .long, help: "Volatility of demand per square root of a year.")
    var volatility = 0.3

    @Option(name: .long, help: "Most that buyers pay for an hour of the best GPU, in dollars.")
    var ceiling = "2.70"

    @Option(name: .long, help: "Least that providers take for it, in dollars.")
    var floor = "0.40"

    @Option(name: .long, help: "Rounds in a row that a provider loses before it leaves.")
    var patience = 7

    @Option(name: .long, help: "Share of those outside that think about joining in a round.")
    var attention = 0.02
  }

  /// What the token pays.
  struct TokenOptions: ParsableArguments {
    @Option(name: .long, help: "Dollars per token at the beginning.")
    var tokenPrice = "0.50"

    @Option(name: .long, help: "Volatility of that price per square root of a year.")
    var priceVolatility = 0.6

    @Option(name: .long, help: "How strongly the price gives way to net minting; 0: not at all.")
    var pressure = 1.0

    @Option(name: .long, help: "Whole tokens staked on each GPU.")
    var stake: UInt64 = 1000

    @Option(name: .long, help: "The most a staked token earns per round: α.")
    var alpha = "0.002"

    @Option(name: .long, help: "Efficiency factor η that is paid; given, not measured.")
    var eta = "1"

    @Option(name: .long, help: "Tokens minted in the first round; 1 a candidate where not given.")
    var emission: String?

    @Option(name: .long, help: "How that goes on: constant, geometric or halving.")
    var emissionRule: EmissionRule = .geometric

    @Option(name: .long, help: "Factor of a geometric emission.")
    var emissionFactor = "0.945"

    @Option(name: .long, help: "Rounds after which the factor applies again.")
    var emissionPeriod: UInt64 = 30

    @Option(name: .long, help: "All tokens there will ever be, for halving.")
    var cap: String?

    @Option(name: .long, help: "Tokens before the first round; 5000 a candidate where not given.")
    var supply: UInt64?

    @Option(name: .long, help: "Share of the emission for the treasury.")
    var treasury = 0.05

    @Option(name: .long, help: "Share of the fees that is burned.")
    var burn = 0.2

    @Option(name: .long, help: "Share of the fees for the treasury.")
    var take = 0.05

    @Option(name: .long, help: "What a locked stake has to return per year.")
    var requiredReturn = 0.08
  }

  enum EmissionRule: String, ExpressibleByArgument, CaseIterable {
    case constant, geometric, halving
  }
#endif
