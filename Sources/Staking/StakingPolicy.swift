// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The rules a registry lives by. They are fixed when it opens.
public struct StakingPolicy: Sendable, Hashable {
  /// A tenth: the weight of a new value where a policy names none.
  public static let standardQualityWeightPPM: UInt32 = 100_000

  /// The least that an owner bonds on a GPU of each class, in base units. A class without an entry
  /// does not exist.
  public let minimumStake: [CapacityClass: UInt256]
  /// Rounds between the round in which stake starts to unbond and the first in which it may leave.
  public let unbondingDelay: UInt64
  /// Rounds in which evidence of a fault is accepted, the round of the fault being the first.
  public let evidenceWindow: UInt64
  /// Where slashed units go.
  public let slashDestination: Address
  /// What delegators and operators may agree on.
  public let delegation: DelegationRules
  /// What a lock gives, and what leaving it early costs.
  public let locks: LockRules
  /// How much may be activated, and how much may leave, in a round; nil for everything.
  public let churn: ChurnRules?
  /// What is done about each kind of fault by ``StakeRegistry/punish(gpu:fault:faultRound:)``.
  public let faults: [Fault: FaultRule]
  /// How much of the last rounds a GPU must be present; nil where presence is not watched.
  public let liveness: LivenessPolicy?
  /// The weight of a new value in the averages of uptime and score, in parts per million.
  public let qualityWeightPPM: UInt32

  /// Checks and takes the rules.
  ///
  /// Stake that began to unbond in the round of a fault must still be here while the fault may be
  /// shown, or unbonding would be a way out: the delay is at least the evidence window.
  ///
  /// - Parameters:
  ///   - minimumStake: base units per class, each from 1 to ``StakeRegistry/maximumStake``; at most
  ///     65,535 classes.
  ///   - unbondingDelay: in rounds, at least `evidenceWindow`.
  ///   - evidenceWindow: in rounds, at least 1.
  ///   - slashDestination: any account but the zero address.
  ///   - delegation: the minimum delegation, cap and step of commissions.
  ///   - locks: none, unless given.
  ///   - churn: unlimited, unless given.
  ///   - faults: no rules, unless given.
  ///   - liveness: presence is not watched, unless given.
  ///   - qualityWeightPPM: 1 to 1 000 000; by default a tenth.
  /// - Throws: ``StakingError/noCapacityClass``, ``StakingError/minimumStakeOutOfRange(_:minimum:)``,
  ///   ``StakingError/evidenceWindowIsZero``,
  ///   ``StakingError/unbondingDelayTooShort(delay:evidenceWindow:)``,
  ///   ``StakingError/slashDestinationIsZero`` or
  ///   ``StakingError/ruleOutOfRange(_:value:allowed:)``.
  public init(
    minimumStake: [CapacityClass: UInt256], unbondingDelay: UInt64, evidenceWindow: UInt64,
    slashDestination: Address, delegation: DelegationRules = .standard, locks: LockRules = .none,
    churn: ChurnRules? = nil, faults: [Fault: FaultRule] = [:], liveness: LivenessPolicy? = nil,
    qualityWeightPPM: UInt32 = Self.standardQualityWeightPPM
  ) throws(StakingError) {
    guard !minimumStake.isEmpty else { throw .noCapacityClass }
    guard minimumStake.count <= Int(UInt16.max) else {
      throw .ruleOutOfRange(
        "number of classes", value: UInt64(minimumStake.count), allowed: 1...UInt64(UInt16.max))
    }
    for (capacityClass, minimum) in minimumStake.sorted(by: { $0.key < $1.key })
    where minimum == 0 || minimum > StakeRegistry.maximumStake {
      throw .minimumStakeOutOfRange(capacityClass, minimum: minimum)
    }
    guard evidenceWindow > 0 else { throw .evidenceWindowIsZero }
    guard unbondingDelay >= evidenceWindow else {
      throw .unbondingDelayTooShort(delay: unbondingDelay, evidenceWindow: evidenceWindow)
    }
    guard slashDestination != .zero else { throw .slashDestinationIsZero }
    try checkRule("quality weight", qualityWeightPPM, 1...million)
    self.minimumStake = minimumStake
    self.unbondingDelay = unbondingDelay
    self.evidenceWindow = evidenceWindow
    self.slashDestination = slashDestination
    self.delegation = delegation
    self.locks = locks
    self.churn = churn
    self.faults = faults
    self.liveness = liveness
    self.qualityWeightPPM = qualityWeightPPM
  }

  /// The classes, ascending.
  ///
  /// - Complexity: O(c log c) in the number of classes.
  public var capacityClasses: [CapacityClass] { minimumStake.keys.sorted() }
}
