// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// The delegation pool of a GPU: units held in shares. A share is never worth more than a unit, since
// the pool's worth only falls; it is never worth less than 2⁻³², since a pool that falls below that is
// swept and begins again (`isSpent`). So nothing divides by almost zero.
extension StakeRegistry {
  /// Whether so few units are left for so many shares that the pool is closed.
  static func isSpent(units: UInt128, shares: UInt128) -> Bool {
    // shares > units · 2³², without a product that could overflow.
    units == 0 || (shares - 1) >> 32 >= units
  }

  /// The shares that units buy now, rounded down for those who hold shares already.
  func sharesFloor(
    for units: UInt128, on stake: StakeRecord, _ gpu: GPUID
  ) throws(StakingError) -> UInt128 {
    guard stake.shares > 0 else { return units }
    guard let shares = Units.mulDivFloorIfFits(units, stake.shares, stake.pool),
      !stake.shares.addingReportingOverflow(shares).overflow
    else {
      throw .arithmetic(
        .overflow(
          operation: "shares",
          operands: [UInt256(units), UInt256(stake.shares), UInt256(stake.pool)]))
    }
    return shares
  }

  /// What a position's delegation is worth now, rounded down; the last shares are worth the rest.
  @inline(__always)
  func worth(of position: Position) -> UInt128 {
    Self.worth(of: position, on: books.stakes[Int(position.gpu)])
  }

  /// The same where the record of the GPU has been read.
  static func worth(of position: Position, on stake: StakeRecord) -> UInt128 {
    guard position.shares > 0, position.incarnation == stake.incarnation else { return 0 }
    return position.shares == stake.shares
      ? stake.pool : Units.mulDivFloor(position.shares, stake.pool, stake.shares)
  }

  /// Gives a position shares of its GPU's pool for units that came in.
  mutating func issue(_ shares: UInt128, for units: UInt128, to link: UInt32) {
    let number = books.positions.read(at: Int(link)) { $0.gpu }
    let incarnation = books.issue(shares, for: units, of: number)
    books.positions.modify(at: Int(link)) { position in
      if position.incarnation != incarnation {
        // Shares of a pool that was slashed away are worth nothing: they go.
        position.shares = 0
        position.basis = 0
        position.incarnation = incarnation
      }
      position.shares += shares
      // The basis may exceed 128 bits only where losses were made good more than 2¹²⁸ times over.
      let basis = position.basis.addingReportingOverflow(units)
      position.basis = basis.overflow ? .max : basis.partialValue
    }
  }

  /// Takes units of a position out of its GPU's pool: all shares for all they are worth, else as many
  /// as the units cost, rounded up for those who stay.
  ///
  /// - Parameter isLost: whether they are slashed; else they unbond or move on.
  /// - Precondition: the position is worth at least `units`.
  /// - Returns: the shares.
  @discardableResult
  mutating func redeem(
    _ units: UInt128, from link: UInt32, isLost: Bool = false
  ) -> UInt128 {
    let position = books.positions.read(at: Int(link)) { $0 }
    let stake = books.stakes[Int(position.gpu)]
    let shares =
      units == Self.worth(of: position, on: stake)
      ? position.shares : Units.mulDivCeil(units, stake.shares, stake.pool)
    settleMoves(
      into: link, remaining: position.shares - shares,
      worth: isLost ? nil : { Units.mulDivFloor($0, stake.pool, stake.shares) })
    let basis =
      shares == position.shares
      ? position.basis : Units.mulDivCeil(position.basis, shares, position.shares)
    books.redeem(units, for: shares, of: position.gpu)
    books.positions.modify(at: Int(link)) { position in
      position.shares -= shares
      position.basis -= basis
    }
    return shares
  }

  /// Checks that a delegator can take so much out.
  ///
  /// - Parameters:
  ///   - position: the delegator's on this GPU, or nil where he has none.
  ///   - stake: the record of the GPU.
  @inline(__always)
  func delegatedUnits(
    _ amount: UInt256, of delegator: Address, at position: UInt32?, on stake: StakeRecord,
    _ gpu: GPUID
  ) throws(StakingError) -> (position: UInt32, units: UInt128) {
    guard amount > 0 else { throw .amountIsZero(gpu) }
    var worth: UInt128 = 0
    if let position {
      worth = Self.worth(of: books.positions.read(at: Int(position)) { $0 }, on: stake)
    }
    guard let position, let units = UInt128(units: amount), units <= worth else {
      throw .insufficientDelegation(
        gpu, delegator: delegator, worth: UInt256(worth), asked: amount)
    }
    return (position, units)
  }

  /// Refuses a GPU that nobody may delegate to.
  func refuseDelegation(to stake: StakeRecord, _ gpu: GPUID) throws(StakingError) {
    try refuseTombstoned(stake, gpu)
    guard !stake.isJailed else { throw .jailed(gpu, until: Round(stake.jailedUntil)) }
  }
}
