// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// What moving units does to votes.
extension Token {
  /// How many bits of a checkpoint's slot the clock has: 48, in release 4 of OpenZeppelin 32.
  var votesClockBits: Int { configuration.dialect.style == .openZeppelin4 ? 32 : 48 }

  /// Refuses what checkpoints have no room for, before anything changes.
  func checkVotes(from: Address, to: Address, value: UInt256) throws(LedgerError) {
    if from.isZero {
      let supply = totalSupply + value
      if supply > safeVotesSupply {
        throw .exceededSafeSupply(supply: supply, cap: safeVotesSupply)
      }
    }
    try checkVotesClock()
  }

  /// Refuses a clock that checkpoints have no room for.
  func checkVotesClock() throws(LedgerError) {
    if votesClock >> UInt64(votesClockBits) != 0 {
      throw .clockOutOfRange(clock: votesClock, bits: votesClockBits)
    }
  }

  /// After units moved: their votes follow, and a new supply is kept.
  mutating func moveVotes(from: Address, to: Address, value: UInt256) {
    if value.isZero { return }
    if from.isZero != to.isZero {
      storage.setCheckpoint(
        VotesCheckpoint(timepoint: votesClock, votes: totalSupply), of: .supply,
        clockBits: votesClockBits)
    }
    // The zero address holds nothing, so nobody votes with its units.
    moveDelegated(
      value, from: from.isZero ? .zero : delegate(of: from),
      to: to.isZero ? .zero : delegate(of: to))
  }

  /// Moves votes between those who vote; the zero address stands for nobody.
  mutating func moveDelegated(_ value: UInt256, from: Address, to: Address) {
    if value.isZero || from == to { return }
    // What a delegate has is the sum of what it was given, and the supply fits.
    if !from.isZero { setVotes(of: from) { $0 - value } }
    if !to.isZero { setVotes(of: to) { $0 + value } }
  }

  private mutating func setVotes(of delegate: Address, _ change: (UInt256) -> UInt256) {
    let list = CheckpointList.account(storage.intern(delegate))
    let previous =
      storage.lastCheckpoint(of: list, clockBits: votesClockBits)?.votes ?? .zero
    let new = change(previous)
    storage.setCheckpoint(
      VotesCheckpoint(timepoint: votesClock, votes: new), of: list, clockBits: votesClockBits)
    storage.append(.delegateVotesChanged(delegate: delegate, previous: previous, new: new))
  }

  /// Checks that everybody's votes are the units given to them, and that the last supply kept is the
  /// supply.
  ///
  /// - Complexity: O(n) for n accounts that delegate or have votes.
  func checkVotesInvariant() throws(LedgerError) {
    guard configuration.features.votes != nil else { return }
    var given: [Address: UInt256] = [:]
    for (key, delegate) in storage.slots(of: .delegate) {
      let delegator = storage.address(of: AccountNumber(rawValue: key.first))
      // Balances sum to the supply, which was checked before.
      given[Address(slotValue: delegate), default: .zero] += balance(of: delegator)
    }
    for (key, _) in storage.slots(of: .voteCheckpointCount) {
      let delegate = storage.address(of: AccountNumber(rawValue: key.first))
      let (votes, units) = (votes(of: delegate), given.removeValue(forKey: delegate) ?? .zero)
      if votes != units {
        throw .brokenInvariant(
          rule: "votes are delegated units", left: "\(votes)", right: "\(units) of \(delegate)")
      }
    }
    for (delegate, units) in given where !units.isZero && !delegate.isZero {
      throw .brokenInvariant(
        rule: "votes are delegated units", left: "0", right: "\(units) of \(delegate)")
    }
    let kept = storage.lastCheckpoint(of: .supply, clockBits: votesClockBits)?.votes ?? .zero
    if kept != totalSupply {
      throw .brokenInvariant(
        rule: "the last supply kept is the supply", left: "\(kept)", right: "\(totalSupply)")
    }
  }
}
