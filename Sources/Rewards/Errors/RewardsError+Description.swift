// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension RewardsError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .zeroDuration(let base, let measured):
      "A duration of zero has no speed: base \(base) ns, measured \(measured) ns."
    case .zeroBaseSpeed(let measured):
      "A base speed of zero cannot be compared with the measured speed \(measured)."
    case .stalled(let base):
      "The measured speed is zero, the base's \(base): the network stalled."
    case .givenEfficiencyIsZero:
      "The given efficiency is zero."
    case .efficiencyBeyondRange(let ratio):
      "The efficiency \(ratio) has a part of 2^128 or more."
    case .effectiveTimeBeyondRange(let duration, let eta):
      "\(duration) ns at an efficiency of \(eta) take longer than 64 bits of nanoseconds."
    case .alphaOutOfRange(let alpha):
      "Alpha \(alpha) is not above 0 and at most \(RewardPolicy.largestFactor), in parts below "
        + "2^128."
    case .etaRangeOutOfRange(let lower, let upper):
      "The range of eta from \(lower) to \(upper) does not lie above 0 and up to "
        + "\(RewardPolicy.largestFactor)."
    case .sharesExceedBudget(let treasury, let burn):
      "The treasury's \(treasury) and the burn's \(burn) parts per million exceed the budget."
    case .shareAboveOne(let share):
      "A share of \(share) parts per million is above one."
    case .sharesAboveOne(let gpu, let total):
      "The shares of GPU \(gpu) sum to \(total) parts per million or more."
    case .duplicateLine(let gpu, let model, let lane):
      "GPU \(gpu) has two lines for \(lane) of model \(model)."
    case .contradictoryLines(let gpu):
      "The lines of GPU \(gpu) differ in owner, stake or commission."
    case .stakeBeyondRange(let gpu, let stake):
      "The stake \(stake) of GPU \(gpu) is 2^128 or more."
    case .commissionAboveOne(let gpu, let commission):
      "The commission of GPU \(gpu) is \(commission) parts per million, above one."
    case .ownerIsZero(let gpu):
      "The rewards of GPU \(gpu) would go to the zero address."
    case .roundAlreadySettled(let round, let next):
      "Round \(round) is settled already; round \(next) is next."
    case .roundOutOfOrder(let round, let next):
      "Round \(round) cannot be settled before round \(next)."
    case .roundNotSettled(let round, let next):
      "Round \(round) is not settled; round \(next) is next."
    case .roundsExhausted(let round):
      "There is no round after \(round)."
    case .receiptDoesNotFit(let field, let expected, let found):
      "The receipt does not fit here: its \(field.rawValue) is \(found), not \(expected)."
    case .wrongChannel(let round, let settled, let asked):
      "Round \(round) is paid by \(settled), not by \(asked)."
    case .figureDiffers(let field, let expected, let found):
      "The receipt's \(field.rawValue) is \(found), its inputs yield \(expected)."
    case .lineDiffers(let line):
      "The receipt's line of GPU \(line.gpu) for \(line.lane) of model \(line.model) has the "
        + "\(line.field.rawValue) \(line.found), its inputs yield \(line.expected)."
    case .digestDiffers(let expected, let found):
      "The receipt's digest is \(found), not \(expected)."
    case .notOpened:
      "No reward book has been opened."
    case .alreadyOpened:
      "The reward book is open already."
    case .unreadableRecord(let error):
      "The rewards record cannot be read: \(error)"
    case .arithmetic(let error):
      "\(error)"
    case .invariantBroken(let invariant):
      "\(invariant)"
    }
  }
}
