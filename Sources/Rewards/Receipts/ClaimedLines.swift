// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// What a receipt of the second version says of its lines, while it is read.
///
/// Inputs, amounts, commissions and the level of each line are read; η₉, the stake that counts, the
/// weight and the exact value follow from them.
struct ClaimedLines {
  var inputs: [RewardLineInput] = []
  var amounts: [UInt256] = []
  var commissions: [UInt256] = []
  var levelOf: [UInt32] = []

  mutating func append(
    _ input: RewardLineInput, amount: UInt256, commission: UInt256, level: UInt32
  ) {
    inputs.append(input)
    amounts.append(amount)
    commissions.append(commission)
    levelOf.append(level)
  }

  /// The lines under these rules.
  ///
  /// - Throws: ``RewardsError`` where the inputs are not in order or could not have been paid at all.
  func lines(
    policy: RewardPolicy, gauges: GaugeWeights, levels: [DistributionLines.Level]
  ) throws(RewardsError) -> DistributionLines {
    let ordered = LineOrder(inputs)
    if !ordered.order.isEmpty {
      for (place, position) in ordered.order.enumerated() where place != Int(position) {
        let (expected, found) = (inputs[Int(position)], inputs[place])
        throw .figureDiffers(
          .lineOrder, expected: "\(expected.gpu), \(expected.model), \(expected.lane)",
          found: "\(found.gpu), \(found.model), \(found.lane)")
      }
    }
    var work = try Distribution.computed(inputs, ordered, policy: policy, gauges: gauges)
    work.order = []
    work.amounts = amounts
    work.levels = levels
    work.levelOf = levels.count == 1 ? [] : levelOf
    work.commissions = commissions
    return DistributionLines(work)
  }
}
