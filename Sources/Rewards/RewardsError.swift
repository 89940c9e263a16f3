// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Why rewards were not computed or a round was not settled. Nothing was paid, the book is as it was
/// before. Amounts are base units.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum RewardsError: Error, Hashable, Sendable {
  // Efficiency.
  /// One of two measured durations, in nanoseconds, is zero: a speed without bound.
  case zeroDuration(base: UInt64, measured: UInt64)
  /// The base has no speed to compare with.
  case zeroBaseSpeed(measured: Ratio)
  /// The network did not move.
  case stalled(base: Ratio)
  /// A given efficiency is zero.
  case givenEfficiencyIsZero
  /// A part of the efficiency's fraction is 2¹²⁸ or more.
  case efficiencyBeyondRange(Ratio)
  /// The effective time of `duration` nanoseconds exceeds 64 bits.
  case effectiveTimeBeyondRange(duration: UInt64, eta: Ratio)

  // Rules.
  /// α is zero, above 1 000 000, or has a part of 2¹²⁸ or more.
  case alphaOutOfRange(Ratio)
  /// The range of η is empty, touches zero, or goes beyond 1 000 000.
  case etaRangeOutOfRange(lower: Ratio, upper: Ratio)
  /// Treasury and burn together get more than the budget.
  case sharesExceedBudget(treasuryPPM: UInt32, burnPPM: UInt32)

  // Lines.
  /// A share above one million parts per million.
  case shareAboveOne(sharePPM: UInt32)
  /// The shares of a GPU's lines, up to the line that was one too many, exceed one million parts per
  /// million.
  case sharesAboveOne(gpu: GPUID, totalPPM: UInt64)
  /// A GPU has two lines for one model and lane.
  case duplicateLine(gpu: GPUID, model: ModelID, lane: Lane)
  /// The lines of a GPU differ in owner, stake or commission.
  case contradictoryLines(gpu: GPUID)
  /// A stake of 2¹²⁸ or more.
  case stakeBeyondRange(gpu: GPUID, stake: UInt256)
  /// A commission above one million parts per million.
  case commissionAboveOne(gpu: GPUID, commissionPPM: UInt32)
  /// The owner is the zero address.
  case ownerIsZero(gpu: GPUID)

  // Settlement.
  /// The round was settled before.
  case roundAlreadySettled(Round, next: Round)
  /// Earlier rounds have to be settled first.
  case roundOutOfOrder(Round, next: Round)
  /// The round is not settled.
  case roundNotSettled(Round, next: Round)
  /// There is no round number after this one.
  case roundsExhausted(Round)
  /// A receipt that does not belong to this book here: a `field` of it is another.
  case receiptDoesNotFit(ReceiptField, expected: String, found: String)

  // Receipts.
  /// A figure of a receipt is not what its inputs yield.
  case figureDiffers(ReceiptField, expected: String, found: String)
  /// A line of a receipt is not what its inputs yield: the first one.
  case lineDiffers(LineDifference)
  /// The receipt's digest is another.
  case digestDiffers(expected: Digest, found: Digest)

  // Records.
  /// The machine's book has not been opened.
  case notOpened
  /// The machine's book is open already.
  case alreadyOpened
  /// A record of another kind or version, or whose bytes are no rewards operation.
  case unreadableRecord(RecordError)

  // Beyond the rules.
  /// A sum or product does not fit into 256 bits.
  case arithmetic(ArithmeticError)
  /// The state breaks one of its own laws: damaged from outside, or a bug.
  case invariantBroken(RewardsInvariant)
}

/// A figure of a receipt.
@nonexhaustive
public enum ReceiptField: String, Sendable, Hashable, Codable {
  /// The network.
  case network
  /// The round.
  case round
  /// The receipt before.
  case previousReceipt = "previous receipt"
  /// The rules.
  case policy
  /// What earlier rounds left over.
  case carriedIn = "carried in"
  /// The treasury's amount.
  case treasury
  /// The burned amount.
  case burned
  /// The amount of all lines.
  case payable
  /// What α did not allow to be paid.
  case unspent
  /// What the next round begins with.
  case carriedOut = "carried out"
  /// W.
  case totalWeight = "total weight"
  /// payable / W.
  case alphaEffective = "effective alpha"
  /// The order of the lines.
  case lineOrder = "line order"
}

/// The first line of a receipt that is not what its inputs yield.
public struct LineDifference: Sendable, Hashable, Codable {
  /// A figure of a line.
  public enum Field: String, Sendable, Hashable, Codable {
    /// The paid η in parts per billion.
    case eta
    /// S · η₉ · x.
    case weight
    /// The unrounded amount.
    case exact
    /// The paid amount.
    case amount
    /// The operator's part.
    case commission
    /// The stake's part.
    case stakeReward = "stake reward"
  }

  /// The line's GPU.
  public let gpu: GPUID
  /// The line's model.
  public let model: ModelID
  /// The line's lane.
  public let lane: Lane
  /// The first of its figures that differs.
  public let field: Field
  /// What the inputs yield.
  public let expected: String
  /// What the receipt says.
  public let found: String
}

/// A law of rewards that a state breaks. Amounts are base units.
@nonexhaustive
public enum RewardsInvariant: Sendable, Hashable {
  /// The lines do not sum to what is payable.
  case payable(UInt256, lines: UInt256)
  /// What a round had is not what it gave and kept.
  case budget(available: UInt256, placed: UInt256)
  /// A line is not the sum of its parts.
  case line(gpu: GPUID, model: ModelID, lane: Lane, amount: UInt256, parts: UInt256)
  /// What was ever funded is not what was paid, burned, sent to the treasury and is carried.
  case conservation(funded: UInt256, accounted: UInt256)
  /// The totals are not the sums over the settled rounds.
  case totals(expected: RewardTotals, found: RewardTotals)
  /// A settled round is not the one after its predecessor.
  case roundSequence(expected: Round, found: Round)
  /// A round began with another amount than its predecessor left.
  case carry(Round, left: UInt256, carriedIn: UInt256)
  /// The last receipt is not that of the last round.
  case lastReceipt(expected: Digest, found: Digest)
}
