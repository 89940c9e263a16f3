// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What ``StakeRegistry/punish(gpu:fault:faultRound:)`` does about a kind of fault.
public struct FaultRule: Sendable, Hashable, Encodable {
  /// The fraction that is slashed, in parts per million; 0 for none.
  public let slashPPM: UInt32
  /// Rounds in jail; 0 for none.
  public let jailRounds: UInt64
  /// Whether the GPU may never stake again.
  public let tombstones: Bool
  /// How many times the share of all stake that was at fault within the evidence window is slashed
  /// at least (Ethereum's correlation penalty, where it is 3); 0 for never.
  public let correlation: UInt32

  /// Checks and takes the rule.
  ///
  /// - Parameters:
  ///   - slashPPM: at most 1 000 000.
  ///   - jailRounds: any.
  ///   - tombstones: whether the GPU is out for good.
  ///   - correlation: at most 1 000 000.
  /// - Throws: ``StakingError/ruleOutOfRange(_:value:allowed:)``.
  public init(
    slashPPM: UInt32, jailRounds: UInt64 = 0, tombstones: Bool = false, correlation: UInt32 = 0
  ) throws(StakingError) {
    try checkRule("slashed fraction", slashPPM, 0...million)
    try checkRule("correlation", correlation, 0...million)
    self.slashPPM = slashPPM
    self.jailRounds = jailRounds
    self.tombstones = tombstones
    self.correlation = correlation
  }
}
