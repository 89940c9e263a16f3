// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What delegators and operators may agree on.
public struct DelegationRules: Sendable, Hashable, Encodable {
  /// The least that one delegation puts in, in base units: dust is refused.
  public let minimumDelegation: UInt256
  /// The highest commission, in parts per million.
  public let commissionCapPPM: UInt32
  /// The largest step of one change of a commission, in parts per million.
  public let commissionStepPPM: UInt32

  /// At least 1 unit, commission up to 20 %, changed by at most 1 % at a time.
  public static let standard = DelegationRules(
    unchecked: 1, commissionCapPPM: 200_000, commissionStepPPM: 10_000)

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - minimumDelegation: base units, from 1 to ``StakeRegistry/maximumStake``.
  ///   - commissionCapPPM: at most 1 000 000; 0 forbids commission.
  ///   - commissionStepPPM: 1 to 1 000 000.
  /// - Throws: ``StakingError/ruleOutOfRange(_:value:allowed:)`` or
  ///   ``StakingError/minimumDelegationOutOfRange(_:)``.
  public init(
    minimumDelegation: UInt256, commissionCapPPM: UInt32, commissionStepPPM: UInt32
  ) throws(StakingError) {
    guard minimumDelegation > 0, minimumDelegation <= StakeRegistry.maximumStake else {
      throw .minimumDelegationOutOfRange(minimumDelegation)
    }
    try checkRule("commission cap", commissionCapPPM, 0...million)
    try checkRule("commission step", commissionStepPPM, 1...million)
    self.init(
      unchecked: minimumDelegation, commissionCapPPM: commissionCapPPM,
      commissionStepPPM: commissionStepPPM)
  }

  private init(unchecked minimum: UInt256, commissionCapPPM: UInt32, commissionStepPPM: UInt32) {
    self.minimumDelegation = minimum
    self.commissionCapPPM = commissionCapPPM
    self.commissionStepPPM = commissionStepPPM
  }
}

/// Refuses a number of a rule that is out of range.
func checkRule(
  _ name: String, _ value: UInt32, _ allowed: ClosedRange<UInt32>
) throws(StakingError) {
  guard allowed.contains(value) else {
    throw .ruleOutOfRange(
      name, value: UInt64(value), allowed: UInt64(allowed.lowerBound)...UInt64(allowed.upperBound))
  }
}
