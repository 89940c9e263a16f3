// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension StakeRegistry {
  /// Applies an operation.
  ///
  /// - Returns: the events of the operation, ``StakingEvent/roundClosed(_:)`` for a closed round.
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
      return [.roundClosed(try closeRound(round))]
    case .delegate(let gpu, let delegator, let amount):
      return try delegate(gpu: gpu, delegator: delegator, amount: amount)
    case .undelegate(let gpu, let delegator, let amount):
      return try undelegate(gpu: gpu, delegator: delegator, amount: amount)
    case .cancelUndelegating(let gpu, let delegator, let round, let amount):
      return try cancelUnbonding(
        gpu: gpu, delegator: delegator, createdIn: round, amount: amount)
    case .withdrawDelegation(let gpu, let delegator):
      return try withdraw(gpu: gpu, delegator: delegator)
    case .withdrawMatured(let limit):
      try checkRule("number of claims", limit, 1...UInt32.max)
      return withdrawMatured(limit: Int(limit))
    case .redelegate(let delegator, let source, let destination, let amount):
      return try redelegate(
        delegator: delegator, from: source, to: destination, amount: amount)
    case .setCommission(let gpu, let partsPerMillion):
      return try setCommission(gpu: gpu, partsPerMillion: partsPerMillion)
    case .lock(let gpu, let rounds):
      return try lock(gpu: gpu, rounds: rounds)
    case .breakLock(let gpu):
      return try breakLock(gpu: gpu)
    case .merge(let source, let destination):
      return try merge(from: source, into: destination)
    case .slashOwner(let owner, let fault, let faultRound, let partsPerMillion):
      return try slash(
        ownedBy: owner, fault: fault, faultRound: faultRound, partsPerMillion: partsPerMillion)
    case .punish(let gpu, let fault, let faultRound):
      return try punish(gpu: gpu, fault: fault, faultRound: faultRound)
    case .jail(let gpu, let rounds):
      return try jail(gpu: gpu, rounds: rounds)
    case .unjail(let gpu):
      return try unjail(gpu: gpu)
    case .tombstone(let gpu):
      return try tombstone(gpu: gpu)
    case .recordQuality(let gpu, let uptimePPM, let scorePPM):
      return try recordQuality(gpu: gpu, uptimePPM: uptimePPM, scorePPM: scorePPM)
    case .recordPresence(let gpu, let isPresent):
      return try recordPresence(gpu: gpu, isPresent: isPresent)
    }
  }
}
