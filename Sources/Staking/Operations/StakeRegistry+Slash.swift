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
  /// At risk is what is bonded on the GPU, by its owner and by delegators, all by the same fraction;
  /// what began to unbond in the round of the fault or later, and what moved to another GPU in that
  /// round or later: both were still bonded when that round began. What left earlier is exempt. Since
  /// evidence is accepted for ``StakingPolicy/evidenceWindow`` rounds, the round of the fault
  /// included, and stake leaves no sooner than that after it began to unbond, unbonding is no way
  /// out, nor is moving. Evidence that comes twice slashes once.
  ///
  /// Each part is rounded down by itself, so the loss is never more than the fraction, with one
  /// exception: a pool of which less than 2⁻³² of its shares would be left is taken whole, so that
  /// nothing is ever divided by almost zero. What was active when the open round began is cut by the
  /// same fraction: bonding anew does not hide the slash from the round.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - fault: what it did.
  ///   - faultRound: when; not after the open round, and within the evidence window.
  ///   - partsPerMillion: the fraction it loses, 1 to 1 000 000.
  /// - Returns: one ``StakingEvent/slashed(_:)``, however many accounts lose by it:
  ///   ``loss(of:on:)`` says what one of them lost; then
  ///   ``StakingEvent/fellBelowMinimum(gpu:owner:bonded:minimum:)`` for each GPU that has too little
  ///   left to count.
  /// - Throws: ``StakingError/unknownGPU(_:)``,
  ///   ``StakingError/slashFractionOutOfRange(_:partsPerMillion:)``,
  ///   ``StakingError/faultInTheFuture(_:faultRound:openRound:)``,
  ///   ``StakingError/evidenceTooOld(_:faultRound:openRound:window:)``,
  ///   ``StakingError/alreadySlashed(_:fault:faultRound:)`` or
  ///   ``StakingError/nothingAtRisk(_:faultRound:)``.
  /// - Complexity: O(r + m) in the rounds since the fault in which something began to unbond, and the
  ///   moves away since; O(s) in the slashes within the evidence window. Delegations are not touched.
  @discardableResult
  public mutating func slash(
    gpu: GPUID, fault: Fault, faultRound: Round, partsPerMillion: UInt32
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    guard (1...million).contains(partsPerMillion) else {
      throw .slashFractionOutOfRange(gpu, partsPerMillion: partsPerMillion)
    }
    try checkEvidence(against: number, gpu, fault, faultRound)
    guard isAtRisk(number, since: faultRound.number) else {
      throw .nothingAtRisk(gpu, faultRound: faultRound)
    }
    return applySlash(of: number, fault, faultRound, partsPerMillion)
  }

  /// Slashes every GPU of an owner for one fault that is the owner's, not a single GPU's: those that
  /// have nothing at risk, or have been slashed for this fault in this round, are passed over. What
  /// moved from one of them to another is slashed where it is, and only there: the fault is one.
  ///
  /// - Parameters:
  ///   - owner: an account that owns GPUs.
  ///   - fault: what it did.
  ///   - faultRound: when; not after the open round, and within the evidence window.
  ///   - partsPerMillion: the fraction each GPU loses, 1 to 1 000 000.
  /// - Returns: one ``StakingEvent/slashed(_:)`` for each GPU that was slashed, ascending by GPU, each
  ///   followed by ``StakingEvent/fellBelowMinimum(gpu:owner:bonded:minimum:)`` where too little is
  ///   left.
  /// - Throws: ``StakingError/ownsNothing(_:)``,
  ///   ``StakingError/ownerHasNothingAtRisk(_:faultRound:)``, and what
  ///   ``slash(gpu:fault:faultRound:partsPerMillion:)`` throws about fraction and evidence.
  /// - Complexity: O(g log g) in the owner's GPUs, and that of as many slashes.
  @discardableResult
  public mutating func slash(
    ownedBy owner: Address, fault: Fault, faultRound: Round, partsPerMillion: UInt32
  ) throws(StakingError) -> [StakingEvent] {
    let owned = gpus(ownedBy: owner)
    guard let first = owned.first else { throw .ownsNothing(owner) }
    guard (1...million).contains(partsPerMillion) else {
      throw .slashFractionOutOfRange(first, partsPerMillion: partsPerMillion)
    }
    try checkWindow(first, faultRound)
    let numbers = owned.compactMap { books.gpus.number(of: $0) }.filter {
      !wasSlashed($0, for: fault, in: faultRound.number)
        && isAtRisk($0, since: faultRound.number)
    }
    guard !numbers.isEmpty else {
      throw .ownerHasNothingAtRisk(owner, faultRound: faultRound)
    }
    let together = Set(numbers)
    return numbers.flatMap {
      applySlash(of: $0, fault, faultRound, partsPerMillion, together: together)
    }
  }
}
