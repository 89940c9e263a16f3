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
public struct Distribution: Sendable, Hashable, Codable {
  /// What the round was given.
  public let budget: UInt256
  /// What earlier rounds left over.
  public let carriedIn: UInt256
  /// What the treasury gets, unspent budget included where the policy says so.
  public let treasury: UInt256
  /// What is burned, unspent budget included where the policy says so.
  public let burned: UInt256
  /// What the lines get: α · W, or what is left of the budget where that is less.
  public let payable: UInt256
  /// What α did not allow to be paid; it is part of treasury, burned or carriedOut, by policy.
  public let unspent: UInt256
  /// What the next round begins with.
  public let carriedOut: UInt256
  /// W: the sum of the lines' weights, in units of 10⁻¹⁵.
  public let totalWeight: UInt256
  /// payable / W: what was really paid per unit of stake and η, at most α. Zero where W is.
  public let alphaEffective: Ratio
  /// One line per GPU, model and lane, ascending.
  public let lines: [RewardLine]
}

extension Distribution {
  /// D for one model: the sum of its lines, training and hosting.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n) in the number of lines.
  public func paid(for model: ModelID) throws(RewardsError) -> UInt256 {
    try total { $0.model == model }
  }

  /// What one GPU gets over all models and lanes.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n) in the number of lines.
  public func paid(to gpu: GPUID) throws(RewardsError) -> UInt256 {
    try total { $0.gpu == gpu }
  }

  /// What each account gets over all its lines, ascending by account; nobody who gets nothing.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n + m log m) in the number of lines n and accounts m.
  public func payments() throws(RewardsError) -> [RewardPayment] {
    var amounts: [Address: UInt256] = [:]
    for line in lines {
      amounts[line.owner] = try sum(amounts[line.owner] ?? .zero, line.amount)
    }
    return amounts.filter { $0.value > 0 }
      .map { RewardPayment(account: $0.key, amount: $0.value) }
      .sorted { $0.account < $1.account }
  }

  private func total(where belongs: (RewardLine) -> Bool) throws(RewardsError) -> UInt256 {
    var total = UInt256.zero
    for line in lines where belongs(line) { total = try sum(total, line.amount) }
    return total
  }

  /// Proves that no unit was lost or made.
  ///
  /// - Throws: ``RewardsError/invariantBroken(_:)`` or ``RewardsError/arithmetic(_:)``.
  /// - Complexity: O(n) in the number of lines.
  public func checkInvariants() throws(RewardsError) {
    let paid = try total { _ in true }
    guard paid == payable else {
      throw .invariantBroken(.payable(payable, lines: paid))
    }
    let available = try sum(budget, carriedIn)
    let placed = try sum(sum(treasury, burned), sum(payable, carriedOut))
    guard available == placed else {
      throw .invariantBroken(.budget(available: available, placed: placed))
    }
    for line in lines {
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
