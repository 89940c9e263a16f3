// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Votes (EIP-5805, https://eips.ethereum.org/EIPS/eip-5805): whoever holds units names who votes with
/// them, oneself or another; units of who named nobody do not vote. What somebody's votes were is
/// kept for every past timepoint, so that nobody can vote twice by moving units.
extension Token {
  /// The present timepoint by the clock of votes (EIP-6372,
  /// https://eips.ethereum.org/EIPS/eip-6372): the block's number or its time.
  public var votesClock: UInt64 {
    configuration.features.votes == .timestamp ? block.timestamp : block.number
  }

  /// The most units there can be where they vote, as many as fit beside the clock in a slot:
  /// 2²⁰⁸ − 1, in release 4 of OpenZeppelin 2²²⁴ − 1.
  public var safeVotesSupply: UInt256 { UInt256.max >> UInt256(UInt64(votesClockBits)) }

  /// Who votes with the units of `account`; the zero address where nobody does.
  ///
  /// - Complexity: O(1).
  public func delegate(of account: Address) -> Address {
    Address(slotValue: storage.value(.delegate, account))
  }

  /// The votes `account` has now.
  ///
  /// - Complexity: O(1).
  public func votes(of account: Address) -> UInt256 {
    guard let number = storage.number(of: account) else { return .zero }
    return storage.lastCheckpoint(of: .account(number), clockBits: votesClockBits)?.votes ?? .zero
  }

  /// The votes `account` had at the end of `timepoint`.
  ///
  /// - Parameters:
  ///   - account: whose votes.
  ///   - timepoint: by ``votesClock``, before its present state.
  /// - Throws: ``LedgerError``: not enabled, future lookup.
  /// - Complexity: O(log n) for n checkpoints.
  public func pastVotes(
    of account: Address, at timepoint: UInt256
  ) throws(LedgerError) -> UInt256 {
    let past = try settled(timepoint)
    guard let number = storage.number(of: account) else { return .zero }
    return storage.votes(of: .account(number), at: past, clockBits: votesClockBits)
  }

  /// All units there were at the end of `timepoint`, whether or not anybody votes with them.
  ///
  /// - Parameter timepoint: by ``votesClock``, before its present state.
  /// - Throws: ``LedgerError``: not enabled, future lookup.
  /// - Complexity: O(log n) for n checkpoints.
  public func pastTotalSupply(at timepoint: UInt256) throws(LedgerError) -> UInt256 {
    let past = try settled(timepoint)
    return storage.votes(of: .supply, at: past, clockBits: votesClockBits)
  }

  /// How many checkpoints `account` has: timepoints at which its votes changed.
  ///
  /// - Complexity: O(1).
  public func checkpointCount(of account: Address) -> UInt32 {
    guard let number = storage.number(of: account) else { return 0 }
    return storage.checkpointCount(of: .account(number))
  }

  /// The checkpoint of `account` at `index`, the oldest at 0.
  ///
  /// - Throws: ``LedgerError``: unknown checkpoint.
  /// - Complexity: O(1).
  public func checkpoint(
    of account: Address, at index: UInt32
  ) throws(LedgerError) -> VotesCheckpoint {
    guard let number = storage.number(of: account),
      index < storage.checkpointCount(of: .account(number))
    else { throw .unknownCheckpoint(account: account, index: UInt256(UInt64(index))) }
    return storage.checkpoint(index, of: .account(number), clockBits: votesClockBits)
  }

  /// Lets `delegate` vote with the units of `account`, those it has now and those to come.
  ///
  /// - Parameters:
  ///   - account: whose units vote.
  ///   - delegate: who votes with them: oneself to vote oneself; the zero address for nobody.
  /// - Throws: ``LedgerError``: not enabled, clock out of range. Then nothing changes.
  /// - Complexity: O(1).
  public mutating func delegate(
    by account: Address, to delegate: Address
  ) throws(LedgerError) {
    guard configuration.features.votes != nil else { throw .notEnabled("votes") }
    try checkVotesClock()
    setDelegate(of: account, to: delegate)
  }

  private mutating func setDelegate(of account: Address, to delegate: Address) {
    let previous = self.delegate(of: account)
    storage.set(.delegate, account, delegate.slotValue)
    storage.append(.delegateChanged(delegator: account, from: previous, to: delegate))
    moveDelegated(balance(of: account), from: previous, to: delegate)
  }

  /// The timepoint, refused where it is not past.
  private func settled(_ timepoint: UInt256) throws(LedgerError) -> UInt64 {
    guard configuration.features.votes != nil else { throw .notEnabled("votes") }
    guard let past = timepoint.asUInt64, past < votesClock else {
      throw .futureLookup(timepoint: timepoint, clock: votesClock)
    }
    return past
  }
}

/// The votes somebody had from a timepoint on.
public struct VotesCheckpoint: Sendable, Hashable, Codable {
  /// The first timepoint, by the clock of votes.
  public let timepoint: UInt64
  /// The votes until the next checkpoint.
  public let votes: UInt256

  /// Creates a checkpoint.
  public init(timepoint: UInt64, votes: UInt256) {
    self.timepoint = timepoint
    self.votes = votes
  }
}
