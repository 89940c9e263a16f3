// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

extension Fixture {
  static let context = RewardContext(
    network: network, round: Round(7), previousReceipt: Keccak256.hash(Array("before".utf8)),
    stakeSnapshot: snapshot, measurements: measurements)

  /// A receipt of the first version: the whitepaper's family with a commission.
  static func firstReceipt() throws -> RewardReceipt {
    try RewardReceipt(
      context: context,
      policy: RewardPolicy(alpha: Ratio("1/100")!, treasuryPPM: 100_000, burnPPM: 50_000),
      budget: 1_000, carriedIn: 3,
      lines: [
        line("a", 100, commissionPPM: 100_000), line("b\"\\é", 200),
        line("c", 300, sharePPM: 400_000, eta: EfficiencyFactor(given: Ratio("7/3")!)),
        line("c", 300, lane: .hosting, sharePPM: 600_000, eta: .noBase),
      ])
  }

  /// A receipt of the second version: everything there is.
  static func secondReceipt() throws -> RewardReceipt {
    let measured = try EfficiencyFactor(
      baseSpeed: Ratio("7/2")!, measuredSpeed: Ratio("11/2")!
    ).from(measurements)
    func row(
      _ gpu: String, _ model: ModelID, _ lane: Lane, _ share: UInt32, _ capacity: UInt64
    ) throws -> RewardLineInput {
      RewardLineInput(
        gpu: try GPUID(gpu), owner: .derived(fromLabel: gpu), model: model, lane: lane,
        stake: 1_000, sharePPM: share, eta: lane == .training ? measured : .noBase,
        commissionPPM: 50_000, capacity: capacity, boostPPM: 1_250_000, scorePPM: 990_000)
    }
    return try RewardReceipt(
      context: context,
      policy: RewardPolicy(
        alpha: .one, treasuryPPM: 10_000, unspent: .burn,
        basis: .capacityWeighted(kappa: 10),
        laneWeights: LaneWeights(trainingPPM: 900_000, hostingPPM: 800_000),
        caps: RewardCaps(gpu: .units(150), owner: .partsPerMillion(400_000))),
      budget: 500, carriedIn: 0,
      gauges: GaugeWeights([.init(model: other, ppm: 1_500_000)], otherwisePPM: 700_000),
      lines: [
        row("a", mnist, .training, 500_000, 9), row("a", other, .hosting, 500_000, 9),
        row("b", other, .training, 1_000_000, 40), row("c", mnist, .training, 900_000, 20),
        row("d", mnist, .hosting, 0, 20),
      ])
  }
}
