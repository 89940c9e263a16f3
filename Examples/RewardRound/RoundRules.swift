// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  public import ArgumentParser
  public import ExactArithmetic
  public import LedgerPrimitives
  import Rewards

  /// The rules of a round, as options.
  struct RoundRules: ParsableArguments {
    @Option(name: .long, help: "What the round is given, in base units.")
    var budget: UInt256 = 1_000_000

    @Option(name: .long, help: "What earlier rounds left over.")
    var carriedIn: UInt256 = 0

    @Option(name: .long, help: "α, the most that is paid per unit of stake and η, as 1/100.")
    var alpha = Ratio.one

    @Option(name: .long, help: "κ, base units of stake per unit of capacity: pays by capacity.")
    var kappa: UInt256?

    @Option(name: .long, help: "The least and the most η that is paid, as 1:10.")
    var eta = "1:10"

    @Option(name: .long, help: "The treasury's part of the budget, parts per million.")
    var treasury: UInt32 = 0

    @Option(name: .long, help: "The burned part of the budget, parts per million.")
    var burn: UInt32 = 0

    @Option(name: .long, help: "Where goes what α does not allow: carry, treasury or burn.")
    var unspent = "carry"

    @Option(
      name: .long, help: "Weights of training and hosting, parts per million, as 1000000:500000.")
    var lanes: String?

    @Option(
      name: .long, help: "Weight of a model, parts per million, as model=1500000; may be repeated.")
    var gauge: [String] = []

    @Option(name: .long, help: "The most a GPU gets: base units, or parts per million as 50000ppm.")
    var gpuCap: String?

    @Option(name: .long, help: "The most an owner gets.")
    var ownerCap: String?

    @Option(name: .long, help: "The most a model gets.")
    var modelCap: String?

    @Option(name: .long, help: "Where goes what caps cut off: redistribute or carry.")
    var excess = "redistribute"

    @Option(name: .long, help: "Number of the round.")
    var round: UInt64 = 1

    @Option(name: .long, help: "Name of the network.")
    var network = "example"

    @Option(
      name: .long, help: "Digest of the receipt before, of the stake snapshot, of the measurements."
    )
    var previous: Digest = .zero
    @Option(name: .long, help: .hidden)
    var snapshot: Digest = .zero
    @Option(name: .long, help: .hidden)
    var measurements: Digest = .zero

    func policy() throws -> RewardPolicy {
      let bounds = try pair(eta, "--eta") { Ratio($0) }
      guard bounds.0 <= bounds.1 else { throw ValidationError("--eta \(eta) is no range") }
      var weights = LaneWeights.neutral
      if let lanes {
        let parts = try pair(lanes, "--lanes") { UInt32($0) }
        weights = LaneWeights(trainingPPM: parts.0, hostingPPM: parts.1)
      }
      return try RewardPolicy(
        alpha: alpha, etaRange: bounds.0...bounds.1, treasuryPPM: treasury, burnPPM: burn,
        unspent: choice(unspent, "--unspent", RewardPolicy.Unspent.allCases),
        basis: kappa.map { .capacityWeighted(kappa: $0) } ?? .whitepaper,
        laneWeights: weights,
        caps: RewardCaps(
          gpu: cap(gpuCap, "--gpu-cap"), owner: cap(ownerCap, "--owner-cap"),
          model: cap(modelCap, "--model-cap"),
          excess: choice(excess, "--excess", RewardCaps.Excess.allCases)))
    }

    func gauges() throws -> GaugeWeights {
      try GaugeWeights(
        gauge.map { text in
          let parts = text.split(separator: "=", maxSplits: 1)
          guard parts.count == 2, let ppm = UInt32(parts[1]) else {
            throw ValidationError("--gauge \(text) is no model=parts")
          }
          return GaugeWeights.Entry(model: try ModelID(String(parts[0])), ppm: ppm)
        })
    }

    func context() -> RewardContext {
      RewardContext(
        network: Keccak256.hash(Array(network.utf8)), round: Round(round),
        previousReceipt: previous, stakeSnapshot: snapshot, measurements: measurements)
    }

    private func pair<Value>(
      _ text: String, _ option: String, _ read: (String) -> Value?
    ) throws -> (Value, Value) {
      let parts = text.split(separator: ":").map { read(String($0)) }
      guard parts.count == 2, let first = parts[0], let second = parts[1] else {
        throw ValidationError("\(option) \(text) is no pair")
      }
      return (first, second)
    }

    private func choice<Value>(
      _ text: String, _ option: String, _ values: [Value]
    ) throws -> Value {
      guard let value = values.first(where: { "\($0)" == text }) else {
        throw ValidationError(
          "\(option) \(text) is none of \(values.map { "\($0)" }.joined(separator: ", "))")
      }
      return value
    }

    private func cap(_ text: String?, _ option: String) throws -> RewardCap? {
      guard let text else { return nil }
      if text.hasSuffix("ppm"), let parts = UInt32(text.dropLast(3)) {
        return .partsPerMillion(parts)
      }
      guard let units = UInt256(text) else {
        throw ValidationError("\(option) \(text) is no amount")
      }
      return .units(units)
    }
  }

  extension UInt256: ExpressibleByArgument {
    /// Reads decimal digits.
    public init?(argument: String) { self.init(argument) }
  }

  extension Ratio: ExpressibleByArgument {
    /// Reads a fraction, as `3/2`.
    public init?(argument: String) { self.init(argument) }
  }

  extension Digest: ExpressibleByArgument {
    /// Reads `0x` and 64 digits.
    public init?(argument: String) { self.init(argument) }
  }
#endif
