// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What to do with what accounts may claim, as a list of instructions.
///
/// ```swift
/// let plan = try CompoundPlan(claimable: [Claim(account: alice, amount: 101)], preferences: [
///   alice: CompoundPreference(targets: [.init(gpu: gpu, sharePPM: 500_000)])
/// ])
/// // stake 51 on gpu, pay 50: the odd unit goes by largest remainder
/// ```
///
/// staked + paid + left == claimable, account by account.
public struct CompoundPlan: Sendable, Hashable {
  /// The instructions: by account, the GPUs by id, then the payment.
  public let instructions: [CompoundInstruction]
  /// What stays where it is because it is below an account's minimum, by account.
  public let left: [Claim]
  /// Base units to be staked in all.
  public let staked: UInt256
  /// Base units to be paid in all.
  public let paid: UInt256

  /// Plans what to do. A pure function: the same arguments give the same list.
  ///
  /// - Parameters:
  ///   - claimable: what each account may claim, in any order.
  ///   - preferences: by account.
  /// - Throws: ``CompoundError/accountIsZero``, ``CompoundError/duplicateAccount(_:)``,
  ///   ``CompoundError/totalBeyondRange``.
  /// - Complexity: O(n log n + t) for n accounts and t targets.
  public init(
    claimable: [Claim], preferences: [Address: CompoundPreference]
  ) throws(CompoundError) {
    let ordered: [Claim]
    do {
      ordered = try claimable.ordered().claims
    } catch {
      switch error {
      case .accountIsZero: throw .accountIsZero
      case .duplicateAccount(let account): throw .duplicateAccount(account)
      default: throw .totalBeyondRange
      }
    }
    var instructions: [CompoundInstruction] = []
    var left: [Claim] = []
    var staked = UInt256.zero
    var paid = UInt256.zero
    for claim in ordered where !claim.amount.isZero {
      let preference = preferences[claim.account]
      if let preference, claim.amount < preference.minimum {
        left.append(claim)
        continue
      }
      let targets = preference.map { $0.isOn ? $0.targets : [] } ?? []
      let parts = try Self.parts(claim.amount, targets)
      for (target, part) in zip(targets, parts) where !part.isZero {
        instructions.append(
          CompoundInstruction(
            account: claim.account, action: .stake(on: target.gpu), amount: part))
        staked += part
      }
      let rest = parts[targets.count]
      if !rest.isZero {
        instructions.append(
          CompoundInstruction(account: claim.account, action: .pay, amount: rest))
        paid += rest
      }
    }
    self.instructions = instructions
    self.left = left
    self.staked = staked
    self.paid = paid
  }

  /// The amount by largest remainder: a part for each target, and last what is paid.
  private static func parts(
    _ amount: UInt256, _ targets: [CompoundPreference.Target]
  ) throws(CompoundError) -> [UInt256] {
    if targets.isEmpty { return [amount] }
    let shares = targets.map { UInt256(UInt64($0.sharePPM)) }
    let rest = UInt256(1_000_000) - shares.reduce(.zero, +)
    do {
      return try Apportionment.largestRemainder(amount, weights: shares + [rest])
    } catch {
      // A million parts in all: there is weight, and no sum overflows.
      throw .totalBeyondRange
    }
  }
}
