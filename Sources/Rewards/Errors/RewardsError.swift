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
  /// One of two measured durations is negative or exceeds 64 bits of nanoseconds.
  case durationOutOfRange(base: Duration, measured: Duration)
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

  /// κ is zero or 2¹²⁸ or more.
  case kappaOutOfRange(UInt256)
  /// A lane counts more than one million parts per million.
  case laneWeightsOutOfRange(LaneWeights)
  /// Under the whitepaper's basis lanes and models have no weights.
  case whitepaperTakesNoWeights
  /// A cap is above one million parts per million of what is payable.
  case capAboveOne(CapScope, ppm: UInt32)
  /// A model has two gauge weights.
  case duplicateGauge(model: ModelID)
  /// A gauge weight above ``GaugeWeights/limitPPM``; without a model that of all other models.
  case gaugeBeyondRange(model: ModelID?, ppm: UInt32)

  // Lines.
  /// More lines than 32 bits count.
  case tooManyLines(Int)
  /// A score above one million parts per million.
  case scoreAboveOne(gpu: GPUID, scorePPM: UInt32)
  /// A share above one million parts per million.
  case shareAboveOne(sharePPM: UInt32)
  /// The shares of a GPU's lines, up to the line that was one too many, exceed one million parts per
  /// million.
  case sharesAboveOne(gpu: GPUID, totalPPM: UInt64)
  /// A GPU has two lines for one model and lane.
  case duplicateLine(gpu: GPUID, model: ModelID, lane: Lane)
  /// The lines of a GPU differ in owner, stake, commission, capacity or boost.
  case contradictoryLines(gpu: GPUID)
  /// A stake of 2¹²⁸ or more, as it is or once it is boosted.
  case stakeBeyondRange(gpu: GPUID, stake: UInt256)
  /// A commission above one million parts per million.
  case commissionAboveOne(gpu: GPUID, commissionPPM: UInt32)
  /// The owner is the zero address.
  case ownerIsZero(gpu: GPUID)

  // Emission.
  /// A parameter of an emission rule, or an input that the rule does not take.
  case emissionOutOfRange(String, value: String)
  /// Units are put into a pool that there is not, because emission is minted.
  case emissionIsMinted

  // Settlement.
  /// The round was settled before.
  case roundAlreadySettled(Round, next: Round)
  /// Earlier rounds have to be settled first.
  case roundOutOfOrder(Round, next: Round)
  /// The round is not settled.
  case roundNotSettled(Round, next: Round)
  /// There is no round number after this one.
  case roundsExhausted(Round)
  /// Rules cannot change from a round that runs already, or has been paid.
  case amendmentTooEarly(Round, next: Round)
  /// A receipt that does not belong to this book here: a `field` of it is another.
  case receiptDoesNotFit(ReceiptField, expected: String, found: String)

  /// The round was settled on one channel and is to be paid through another.
  case wrongChannel(Round, settled: SettlementChannel, asked: SettlementChannel)

  // Receipts.
  /// A figure of a receipt is not what its inputs yield.
  case figureDiffers(ReceiptField, expected: String, found: String)
  /// A line of a receipt is not what its inputs yield: the first one.
  case lineDiffers(LineDifference)
  /// The receipt's digest is another.
  case digestDiffers(expected: Digest, found: Digest)

  /// A receipt of a version that this program does not read.
  case unsupportedReceiptVersion(UInt8, supported: ClosedRange<UInt8>)
  /// Bytes that are no receipt.
  case unreadableReceipt(RecordError)
  /// Text that is no receipt in canonical JSON.
  case unreadableJSON(CanonicalJSONError)

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
