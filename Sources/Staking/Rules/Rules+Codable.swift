// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

// The rules in JSON and the like. Reading goes through the checking initialisers.

extension DelegationRules: Decodable {
  private enum Key: String, CodingKey {
    case minimumDelegation, commissionCapPPM, commissionStepPPM
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let minimum = try container.decode(UInt256.self, forKey: .minimumDelegation)
    let cap = try container.decode(UInt32.self, forKey: .commissionCapPPM)
    let step = try container.decode(UInt32.self, forKey: .commissionStepPPM)
    self = try decoded(at: decoder.codingPath) { () throws(StakingError) in
      try DelegationRules(
        minimumDelegation: minimum, commissionCapPPM: cap, commissionStepPPM: step)
    }
  }
}

extension LockRules: Decodable {
  private enum Key: String, CodingKey { case boosts, decays, earlyExitPenaltyPPM }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let boosts = try container.decode([LockBoost].self, forKey: .boosts)
    let decays = try container.decode(Bool.self, forKey: .decays)
    let penalty = try container.decodeIfPresent(UInt32.self, forKey: .earlyExitPenaltyPPM)
    self = try decoded(at: decoder.codingPath) { () throws(StakingError) in
      try LockRules(boosts: boosts, decays: decays, earlyExitPenaltyPPM: penalty)
    }
  }
}

extension ChurnRules: Decodable {
  private enum Key: String, CodingKey { case minimum, maximum, quotient, step }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let minimum = try container.decode(UInt256.self, forKey: .minimum)
    let maximum = try container.decodeIfPresent(UInt256.self, forKey: .maximum)
    let quotient = try container.decode(UInt64.self, forKey: .quotient)
    let step = try container.decode(UInt256.self, forKey: .step)
    self = try decoded(at: decoder.codingPath) { () throws(StakingError) in
      try ChurnRules(minimum: minimum, maximum: maximum, quotient: quotient, step: step)
    }
  }
}

extension FaultRule: Decodable {
  private enum Key: String, CodingKey { case slashPPM, jailRounds, tombstones, correlation }

  /// Reads the fields and refuses a rule that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let slash = try container.decode(UInt32.self, forKey: .slashPPM)
    let jail = try container.decode(UInt64.self, forKey: .jailRounds)
    let tombstones = try container.decode(Bool.self, forKey: .tombstones)
    let correlation = try container.decode(UInt32.self, forKey: .correlation)
    self = try decoded(at: decoder.codingPath) { () throws(StakingError) in
      try FaultRule(
        slashPPM: slash, jailRounds: jail, tombstones: tombstones, correlation: correlation)
    }
  }
}

extension DecodingError {
  /// Hostile or damaged data, with the staking error that says what is wrong with it.
  static func corrupted(_ error: StakingError, at path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: path, debugDescription: error.description, underlyingError: error))
  }
}

/// Names what a checking initialiser refuses as a decoding error.
func decoded<Value>(
  at path: [any CodingKey], _ make: () throws(StakingError) -> Value
) throws -> Value {
  do {
    return try make()
  } catch {
    throw DecodingError.corrupted(error, at: path)
  }
}
