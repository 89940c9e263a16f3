// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension StakeRegistry {
  /// Registers a GPU, with nothing bonded yet.
  ///
  /// - Parameters:
  ///   - gpu: a name that is not registered.
  ///   - owner: the account of its stake and rewards, not zero.
  ///   - capacityClass: a class of the policy.
  ///   - capacity: benchmarked capacity in the units of the network's benchmark, not zero.
  /// - Returns: ``StakingEvent/registered(_:)``.
  /// - Throws: ``StakingError/alreadyRegistered(_:owner:)``, ``StakingError/ownerIsZero(_:)``,
  ///   ``StakingError/unknownCapacityClass(_:gpu:)`` or ``StakingError/capacityIsZero(_:)``.
  /// - Complexity: O(1) amortised.
  @discardableResult
  public mutating func register(
    gpu: GPUID, owner: Address, capacityClass: CapacityClass, capacity: UInt64
  ) throws(StakingError) -> [StakingEvent] {
    if let number = books.gpus.number(of: gpu) {
      throw .alreadyRegistered(gpu, owner: account(books.stakes[Int(number)].owner))
    }
    guard owner != .zero else { throw .ownerIsZero(gpu) }
    guard let classIndex = classes.firstIndex(where: { $0.name == capacityClass }) else {
      throw .unknownCapacityClass(capacityClass, gpu: gpu)
    }
    guard capacity > 0 else { throw .capacityIsZero(gpu) }

    let account = books.accountNumber(owner)
    let number = books.gpus.add(gpu)
    var stake = StakeRecord(
      owner: account, classIndex: UInt16(classIndex), capacity: capacity,
      registeredIn: openRound.number)
    stake.nextOfOwner = books.links[Int(account)].gpus
    books.links[Int(account)].gpus = number
    books.stakes.append(stake)
    return [
      .registered(
        GPURegistration(
          gpu: gpu, owner: owner, capacityClass: capacityClass, capacity: capacity,
          round: openRound))
    ]
  }
}
