// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A request to the staking room, as a journal keeps it. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum StakingOperation: Sendable, Hashable {
  /// Opens the registry; the first operation, and only the first.
  case open(StakingPolicy)
  /// ``StakeRegistry/register(gpu:owner:capacityClass:capacity:)``.
  case register(gpu: GPUID, owner: Address, capacityClass: CapacityClass, capacity: UInt64)
  /// ``StakeRegistry/bond(gpu:amount:)``.
  case bond(gpu: GPUID, amount: UInt256)
  /// ``StakeRegistry/unbond(gpu:amount:)``.
  case unbond(gpu: GPUID, amount: UInt256)
  /// ``StakeRegistry/cancelUnbonding(gpu:createdIn:amount:)``.
  case cancelUnbonding(gpu: GPUID, createdIn: Round, amount: UInt256)
  /// ``StakeRegistry/withdraw(gpu:)``.
  case withdraw(gpu: GPUID)
  /// ``StakeRegistry/slash(gpu:fault:faultRound:partsPerMillion:)``.
  case slash(gpu: GPUID, fault: Fault, faultRound: Round, partsPerMillion: UInt32)
  /// ``StakeRegistry/closeRound(_:)``.
  case closeRound(Round)
}

extension StakeRegistry {
  /// Applies an operation.
  ///
  /// - Returns: the events of the operation, ``StakingEvent/roundClosed(round:snapshot:totalStake:)``
  ///   for a closed round.
  /// - Throws: what the operation throws; ``StakingError/alreadyOpened`` for
  ///   ``StakingOperation/open(_:)``.
  /// - Complexity: that of the operation.
  @discardableResult
  public mutating func apply(
    _ operation: StakingOperation
  ) throws(StakingError) -> [StakingEvent] {
    switch operation {
    case .open:
      throw .alreadyOpened
    case .register(let gpu, let owner, let capacityClass, let capacity):
      return try register(
        gpu: gpu, owner: owner, capacityClass: capacityClass, capacity: capacity)
    case .bond(let gpu, let amount):
      return try bond(gpu: gpu, amount: amount)
    case .unbond(let gpu, let amount):
      return try unbond(gpu: gpu, amount: amount)
    case .cancelUnbonding(let gpu, let round, let amount):
      return try cancelUnbonding(gpu: gpu, createdIn: round, amount: amount)
    case .withdraw(let gpu):
      return try withdraw(gpu: gpu)
    case .slash(let gpu, let fault, let faultRound, let partsPerMillion):
      return try slash(
        gpu: gpu, fault: fault, faultRound: faultRound, partsPerMillion: partsPerMillion)
    case .closeRound(let round):
      let snapshot = try closeRound(round)
      return [
        .roundClosed(
          round: round, snapshot: snapshot.digest, totalStake: snapshot.totalStake)
      ]
    }
  }
}
