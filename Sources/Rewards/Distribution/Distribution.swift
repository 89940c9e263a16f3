// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// D(R): how one round's budget was split, to the last unit. Amounts are base units.
///
/// `budget + carriedIn == treasury + burned + payable + carriedOut`, and `payable` is the sum of the
/// lines: by construction, and checked by ``checkInvariants()``.
public struct Distribution: Sendable, Hashable {
  /// What the round was given.
  public let budget: UInt256
  /// What earlier rounds left over.
  public let carriedIn: UInt256
  /// What the treasury gets, unspent budget included where the policy says so.
  public let treasury: UInt256
  /// What is burned, unspent budget included where the policy says so.
  public let burned: UInt256
  /// What the lines get: α · W, or what is left of the budget where that is less; of that what the
  /// caps let through.
  public let payable: UInt256
  /// What α did not allow to be paid; it is part of treasury, burned or carriedOut, by policy.
  public let unspent: UInt256
  /// What the caps cut off and no other line took; it is part of carriedOut.
  public let withheld: UInt256
  /// What the next round begins with.
  public let carriedOut: UInt256
  /// The gauge weights of the models in this round.
  public let gauges: GaugeWeights
  /// W: the sum of the lines' weights, in units of 10⁻¹⁵, or 10⁻²⁷ where lanes and models have weights.
  public let totalWeight: UInt256
  /// payable / W: what was really paid per unit of stake and η, at most α. Zero where W is.
  public let alphaEffective: Ratio
  /// One line per GPU, model and lane, ascending.
  public internal(set) var lines: DistributionLines
}

extension Distribution {
  /// D for one model: the sum of its lines, training and hosting.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n) in the number of lines.
  public func paid(for model: ModelID) throws(RewardsError) -> UInt256 {
    var total = UInt256.zero
    for index in lines.indices where lines.input(at: index).model == model {
      total = try sum(total, lines.amount(at: index))
    }
    return total
  }

  /// What one GPU gets over all models and lanes.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n) in the number of lines.
  public func paid(to gpu: GPUID) throws(RewardsError) -> UInt256 {
    var total = UInt256.zero
    for index in lines.indices where lines.input(at: index).gpu == gpu {
      total = try sum(total, lines.amount(at: index))
    }
    return total
  }

  /// What each account gets over all its lines, ascending by account; nobody who gets nothing.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n + m log m) in the number of lines n and accounts m.
  public func payments() throws(RewardsError) -> [RewardPayment] {
    var amounts: [Address: UInt256] = [:]
    for index in lines.indices {
      let amount = lines.amount(at: index)
      if amount.isZero { continue }
      let owner = lines.input(at: index).owner
      amounts[owner] = try sum(amounts[owner] ?? .zero, amount)
    }
    return amounts.filter { $0.value > 0 }
      .map { RewardPayment(account: $0.key, amount: $0.value) }
      .sorted { $0.account < $1.account }
  }

  /// Proves that no unit was lost or made.
  ///
  /// - Throws: ``RewardsError/invariantBroken(_:)`` or ``RewardsError/arithmetic(_:)``.
  /// - Complexity: O(n) in the number of lines.
  public func checkInvariants() throws(RewardsError) {
    var paid = UInt256.zero
    for index in lines.indices { paid = try sum(paid, lines.amount(at: index)) }
    guard paid == payable else {
      throw .invariantBroken(.payable(payable, lines: paid))
    }
    let available = try sum(budget, carriedIn)
    let placed = try sum(sum(treasury, burned), sum(payable, carriedOut))
    guard available == placed else {
      throw .invariantBroken(.budget(available: available, placed: placed))
    }
    for index in lines.indices where !lines.isSplitExactly(at: index) {
      let line = lines[index]
      let parts = try sum(line.commission, line.stakeReward)
      guard parts == line.amount else {
        throw .invariantBroken(
          .line(
            gpu: line.gpu, model: line.model, lane: line.lane, amount: line.amount, parts: parts)
        )
      }
    }
  }
}
