// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

// The rules as a journal keeps them. Reading goes through the checking initialisers.

extension DelegationRules: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(minimumDelegation)
    encoder.write(commissionCapPPM)
    encoder.write(commissionStepPPM)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let (minimum, cap) = (try decoder.readUInt256(), try decoder.readUInt32())
    let step = try decoder.readUInt32()
    self = try readRules("delegation rules") { () throws(StakingError) in
      try DelegationRules(
        minimumDelegation: minimum, commissionCapPPM: cap, commissionStepPPM: step)
    }
  }
}

extension LockRules: RecordCodable {
  /// Writes the boosts, whether they decay and the penalty.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.writeCount(boosts.count)
    for boost in boosts {
      encoder.write(boost.rounds)
      encoder.write(boost.boostPPM)
    }
    encoder.write(decays)
    encoder.write(earlyExitPenaltyPPM != nil)
    if let earlyExitPenaltyPPM { encoder.write(earlyExitPenaltyPPM) }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    var boosts: [LockBoost] = []
    for _ in 0..<(try decoder.readCount(minimumBytes: 12)) {
      let rounds = try decoder.readUInt64()
      boosts.append(LockBoost(rounds: rounds, boostPPM: try decoder.readUInt32()))
    }
    let decays = try decoder.readBool()
    let penalty = try decoder.readBool() ? try decoder.readUInt32() : nil
    let table = boosts
    self = try readRules("lock rules") { () throws(StakingError) in
      try LockRules(boosts: table, decays: decays, earlyExitPenaltyPPM: penalty)
    }
  }
}

extension ChurnRules: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(minimum)
    encoder.write(maximum)
    encoder.write(quotient)
    encoder.write(step)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let minimum = try decoder.readUInt256()
    let maximum = try decoder.readOptional(UInt256.self)
    let (quotient, step) = (try decoder.readUInt64(), try decoder.readUInt256())
    self = try readRules("churn rules") { () throws(StakingError) in
      try ChurnRules(minimum: minimum, maximum: maximum, quotient: quotient, step: step)
    }
  }
}

extension FaultRule: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(slashPPM)
    encoder.write(jailRounds)
    encoder.write(tombstones)
    encoder.write(correlation)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let (slash, jail) = (try decoder.readUInt32(), try decoder.readUInt64())
    let (tombstones, correlation) = (try decoder.readBool(), try decoder.readUInt32())
    self = try readRules("fault rule") { () throws(StakingError) in
      try FaultRule(
        slashPPM: slash, jailRounds: jail, tombstones: tombstones, correlation: correlation)
    }
  }
}

/// Names refused rules as a record's error.
func readRules<Rules>(
  _ field: String, _ make: () throws(StakingError) -> Rules
) throws(RecordError) -> Rules {
  do {
    return try make()
  } catch {
    throw .invalidValue(field: field, value: error.description)
  }
}
