// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Takes a fraction of the stake that was at risk when a GPU was at fault.
  ///
  /// At risk is what is bonded, and what began to unbond in the round of the fault or later: it was
  /// still bonded when that round began. What began to unbond earlier is exempt. Since evidence is
  /// accepted for ``StakingPolicy/evidenceWindow`` rounds, the round of the fault included, and
  /// stake leaves no sooner than that after it began to unbond, unbonding is no way out. Evidence that
  /// comes twice slashes once.
  ///
  /// Each part is rounded down by itself, so the loss is never more than the fraction. The stake with
  /// which the open round began is cut by the same fraction: bonding anew does not hide the slash
  /// from the round.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - fault: what it did.
  ///   - faultRound: when; not after the open round, and within the evidence window.
  ///   - partsPerMillion: the fraction it loses, 1 to 1 000 000.
  /// - Returns: ``StakingEvent/slashed(gpu:owner:fault:faultRound:bonded:unbonding:destination:)``.
  /// - Throws: ``StakingError/unknownGPU(_:)``,
  ///   ``StakingError/slashFractionOutOfRange(_:partsPerMillion:)``,
  ///   ``StakingError/faultInTheFuture(_:faultRound:openRound:)``,
  ///   ``StakingError/evidenceTooOld(_:faultRound:openRound:window:)``,
  ///   ``StakingError/alreadySlashed(_:fault:faultRound:)``,
  ///   ``StakingError/nothingAtRisk(_:faultRound:)`` or ``StakingError/arithmetic(_:)``.
  /// - Complexity: O(u + f) in the GPU's unbonding entries and the faults it remembers.
  @discardableResult
  public mutating func slash(
    gpu: GPUID, fault: Fault, faultRound: Round, partsPerMillion: UInt32
  ) throws(StakingError) -> [StakingEvent] {
    var stake = try registeredStake(of: gpu)
    guard (1...million).contains(partsPerMillion) else {
      throw .slashFractionOutOfRange(gpu, partsPerMillion: partsPerMillion)
    }
    guard faultRound <= openRound else {
      throw .faultInTheFuture(gpu, faultRound: faultRound, openRound: openRound)
    }
    guard openRound.number - faultRound.number < policy.evidenceWindow else {
      throw .evidenceTooOld(
        gpu, faultRound: faultRound, openRound: openRound, window: policy.evidenceWindow)
    }
    let slashedFault = SlashedFault(fault: fault, round: faultRound)
    guard !stake.slashedFaults.contains(slashedFault) else {
      throw .alreadySlashed(gpu, fault: fault, faultRound: faultRound)
    }
    guard stake.bonded > 0 || stake.unbonding.contains(where: { $0.createdIn >= faultRound }) else {
      throw .nothingAtRisk(gpu, faultRound: faultRound)
    }

    let fromBond = try fractionFloor(of: stake.bonded, partsPerMillion)
    let fromStart = try fractionFloor(of: stake.bondedAtRoundStart, partsPerMillion)
    var fromUnbonding = UInt256.zero
    for index in stake.unbonding.indices where stake.unbonding[index].createdIn >= faultRound {
      let part = try fractionFloor(of: stake.unbonding[index].amount, partsPerMillion)
      stake.unbonding[index].amount -= part
      fromUnbonding += part
    }
    var totals = totals
    try totals.slash(bonded: fromBond, unbonding: fromUnbonding)

    stake.bonded -= fromBond
    stake.bondedAtRoundStart -= fromStart
    stake.unbonding.removeAll { $0.amount == 0 }
    // What is older than the window is refused as too old: it need not be remembered.
    stake.slashedFaults.removeAll { openRound.number - $0.round.number >= policy.evidenceWindow }
    let place = stake.slashedFaults.firstIndex { slashedFault.precedes($0) }
    stake.slashedFaults.insert(slashedFault, at: place ?? stake.slashedFaults.endIndex)
    stakes[gpu] = stake
    self.totals = totals
    return [
      .slashed(
        gpu: gpu, owner: stake.registration.owner, fault: fault, faultRound: faultRound,
        bonded: fromBond, unbonding: fromUnbonding, destination: policy.slashDestination)
    ]
  }

  private func fractionFloor(
    of amount: UInt256, _ partsPerMillion: UInt32
  ) throws(StakingError) -> UInt256 {
    try checked { () throws(ArithmeticError) in
      try UInt256.mulDivFloor(amount, UInt256(partsPerMillion), UInt256(million))
    }
  }
}
