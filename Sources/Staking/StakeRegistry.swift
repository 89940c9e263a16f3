// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// All stakes of a network: one per GPU, and the rounds they counted in.
///
/// A value: no clock, no I/O; the round advances only by ``closeRound()``. Every operation either
/// applies as a whole and returns the events it caused, or throws a ``StakingError`` and leaves the
/// registry as it was. Every unit that came in is in exactly one place: bonded, unbonding, withdrawn
/// or slashed (``totals``, ``checkInvariants()``).
///
/// ```swift
/// var registry = StakeRegistry(policy: policy)
/// try registry.register(gpu: gpu, owner: owner, capacityClass: cpu, capacity: 1_000)
/// try registry.bond(gpu: gpu, amount: 500)
/// try registry.closeRound()                  // round 0: nothing was active all through it
/// let snapshot = try registry.closeRound()   // round 1: the row of `gpu` has 500
/// ```
public struct StakeRegistry: Sendable, Equatable {
  /// The most base units one GPU may hold, bonded and unbonding: 2¹²⁸ − 1.
  ///
  /// Reward weights are computed from stakes below 2¹²⁸; one larger stake would stop the payment of
  /// everybody else, so it is refused at the door.
  public static let maximumStake = UInt256(UInt128.max)

  /// The rules.
  public let policy: StakingPolicy
  /// The round that is open. It begins as round 0.
  public internal(set) var openRound: Round
  /// Where every unit is.
  public internal(set) var totals: StakingTotals

  var stakes: [GPUID: GPUStake]
  /// The snapshot of round r at index r.
  var snapshots: [RoundSnapshot]

  /// Opens an empty registry with round 0 open.
  public init(policy: StakingPolicy) {
    self.policy = policy
    self.openRound = .zero
    self.totals = StakingTotals()
    self.stakes = [:]
    self.snapshots = []
  }

  /// The number of registered GPUs.
  public var gpuCount: Int { stakes.count }

  /// The registered GPUs, ascending by the bytes of their names.
  ///
  /// - Complexity: O(n log n) in the number of GPUs.
  public var gpus: [GPUID] { stakes.keys.sorted() }

  /// The stake of a GPU, or nil where none of this name is registered.
  ///
  /// - Complexity: O(1).
  public func stake(of gpu: GPUID) -> GPUStake? { stakes[gpu] }

  /// The stake of a GPU that has to be there.
  func registeredStake(of gpu: GPUID) throws(StakingError) -> GPUStake {
    guard let stake = stakes[gpu] else { throw .unknownGPU(gpu) }
    return stake
  }

  /// The minimum stake of a registered GPU.
  func minimum(of stake: GPUStake) throws(StakingError) -> UInt256 {
    let capacityClass = stake.registration.capacityClass
    guard let minimum = policy.minimumStake[capacityClass] else {
      throw .unknownCapacityClass(capacityClass, gpu: stake.registration.gpu)
    }
    return minimum
  }
}
