// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// All stakes of a network: one per GPU with what is delegated to it, and the rounds they counted in.
///
/// A value: no clock, no I/O; the round advances only by ``closeRound()``. Every operation either
/// applies as a whole and returns the events it caused, or throws a ``StakingError`` and leaves the
/// registry as it was. Every unit that came in is in exactly one place: bonded, unbonding, withdrawn
/// or slashed (``totals``, ``checkInvariants()``).
///
/// A copy is O(1): the books stand in copy-on-write pages.
///
/// ```swift
/// var registry = StakeRegistry(policy: policy)
/// try registry.register(gpu: gpu, owner: owner, capacityClass: cpu, capacity: 1_000)
/// try registry.bond(gpu: gpu, amount: 500)
/// try registry.closeRound()                  // round 0: nothing was active all through it
/// try registry.closeRound()                  // round 1
/// try registry.row(of: gpu, in: Round(1))    // 500
/// ```
public struct StakeRegistry: Sendable {
  /// The most base units that can be bonded on one GPU, by all together: 2¹²⁸ − 1.
  ///
  /// Reward weights are computed from stakes below 2¹²⁸; one larger stake would stop the payment of
  /// everybody else, so it is refused at the door.
  public static let maximumStake = UInt256(0, 0, .max, .max)

  /// The rules.
  public let policy: StakingPolicy
  /// The round that is open. It begins as round 0.
  public internal(set) var openRound: Round
  /// Where every unit is.
  public internal(set) var totals: StakingTotals

  /// The classes of the policy, ascending, with their minimum stakes: found by number.
  let classes: [(name: CapacityClass, minimum: UInt128)]
  /// What limits how much becomes active in a round, and how much leaves.
  var activationQueue: ChurnQueue?
  var exitQueue: ChurnQueue?
  // A registry takes about 1.6 KB. Where one of its operations calls a function that does not mutate,
  // the compiler copies all of that to the stack and passes the copy. What operations call every day
  // and only reads a few fields is therefore `@inline(__always)`.
  var books: StakeBooks

  /// Opens an empty registry with round 0 open.
  public init(policy: StakingPolicy) {
    self.policy = policy
    self.openRound = .zero
    self.totals = StakingTotals()
    self.classes = policy.capacityClasses.map { name in
      // The policy has checked that minimums are at most `maximumStake`.
      (name, policy.minimumStake[name].flatMap { UInt128(units: $0) } ?? .max)
    }
    self.activationQueue = policy.churn?.activationQueue()
    self.exitQueue = policy.churn?.exitQueue(delay: policy.unbondingDelay)
    self.books = StakeBooks()
  }

  /// The number of registered GPUs.
  public var gpuCount: Int { books.gpus.count }

  /// The registered GPUs, ascending by the bytes of their names.
  ///
  /// - Complexity: O(n) in the number of GPUs, and O(m log m) in those registered in the open round.
  public var gpus: [GPUID] { books.sortedNumbers.map { books.gpus[$0] } }
}

extension StakeRegistry: Equatable {
  /// Whether both are in the same state, however they came to it.
  ///
  /// - Complexity: O(1) for a copy nobody wrote to, otherwise up to O(n log n) in all that is kept.
  public static func == (lhs: StakeRegistry, rhs: StakeRegistry) -> Bool {
    guard lhs.policy == rhs.policy, lhs.openRound == rhs.openRound, lhs.totals == rhs.totals,
      lhs.gpuCount == rhs.gpuCount
    else { return false }
    guard lhs.activationQueue == rhs.activationQueue, lhs.exitQueue == rhs.exitQueue else {
      return false
    }
    return lhs.books == rhs.books || lhs.canonicalBytes == rhs.canonicalBytes
  }
}

extension StakeRegistry {
  /// The number of a GPU that has to be there.
  func number(of gpu: GPUID) throws(StakingError) -> UInt32 {
    try number(of: gpu, books.gpus.probe(gpu))
  }

  /// The same where the search for it has begun.
  func number(of gpu: GPUID, _ probe: HashIndex.Probe) throws(StakingError) -> UInt32 {
    guard let number = books.gpus.number(of: gpu, probe) else { throw .unknownGPU(gpu) }
    return number
  }

  /// The minimum stake of a registered GPU.
  func minimum(of stake: StakeRecord) -> UInt128 { classes[Int(stake.classIndex)].minimum }

  /// An amount that came from outside, which has to be something and fit.
  func units(_ amount: UInt256, for gpu: GPUID) throws(StakingError) -> UInt128 {
    guard amount > 0 else { throw .amountIsZero(gpu) }
    guard let units = UInt128(units: amount) else {
      throw .aboveMaximum(gpu, resulting: amount, maximum: Self.maximumStake)
    }
    return units
  }

  /// The bond of a GPU with `units` more, which has to stay within the maximum.
  func bonded(
    _ stake: StakeRecord, adding units: UInt128, on gpu: GPUID
  ) throws(StakingError) -> UInt128 {
    let (sum, overflow) = stake.bonded.addingReportingOverflow(units)
    guard !overflow else {
      throw .aboveMaximum(
        gpu, resulting: UInt256(stake.bonded) + UInt256(units), maximum: Self.maximumStake)
    }
    return sum
  }

  /// The account of a number.
  func account(_ number: UInt32) -> Address { books.accounts[number] }

  /// Refuses a GPU that may never stake again.
  func refuseTombstoned(_ stake: StakeRecord, _ gpu: GPUID) throws(StakingError) {
    guard !stake.isTombstoned else { throw .tombstoned(gpu) }
  }
}
