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
    case .durationOutOfRange(let base, let measured):
      "The durations \(base) and \(measured) are not both from 0 to 2^64 ns."
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
    case .kappaOutOfRange(let kappa):
      "Kappa \(kappa) is not above 0 and below 2^128."
    case .laneWeightsOutOfRange(let weights):
      "The lane weights of \(weights.trainingPPM) and \(weights.hostingPPM) parts per million are "
        + "not both at most one."
    case .whitepaperTakesNoWeights:
      "The whitepaper's formula has no weights of lanes or models."
    case .capAboveOne(let scope, let parts):
      "The cap per \(scope) of \(parts) parts per million is above one."
    case .duplicateGauge(let model):
      "Model \(model) has two gauge weights."
    case .gaugeBeyondRange(let model, let parts):
      "The gauge weight of \(model.map { "model \($0)" } ?? "other models"), \(parts) parts per "
        + "million, is above \(GaugeWeights.limitPPM)."
    case .tooManyLines(let count):
      "\(count) lines are more than 32 bits count."
    case .scoreAboveOne(let gpu, let score):
      "The score of GPU \(gpu) is \(score) parts per million, above one."
    case .shareAboveOne(let share):
      "A share of \(share) parts per million is above one."
    case .sharesAboveOne(let gpu, let total):
      "The shares of GPU \(gpu) sum to \(total) parts per million or more."
    case .duplicateLine(let gpu, let model, let lane):
      "GPU \(gpu) has two lines for \(lane) of model \(model)."
    case .contradictoryLines(let gpu):
      "The lines of GPU \(gpu) differ in owner, stake, commission, capacity or boost."
    case .stakeBeyondRange(let gpu, let stake):
      "The stake \(stake) of GPU \(gpu) is 2^128 or more."
    case .commissionAboveOne(let gpu, let commission):
      "The commission of GPU \(gpu) is \(commission) parts per million, above one."
    case .ownerIsZero(let gpu):
      "The rewards of GPU \(gpu) would go to the zero address."
    case .emissionOutOfRange(let name, let value):
      "\(value) is no valid value for the emission's \(name)."
    case .emissionIsMinted:
      "Emission is minted: there is no pool to put units into."
    case .roundAlreadySettled(let round, let next):
      "Round \(round) is settled already; round \(next) is next."
    case .roundOutOfOrder(let round, let next):
      "Round \(round) cannot be settled before round \(next)."
    case .roundNotSettled(let round, let next):
      "Round \(round) is not settled; round \(next) is next."
    case .roundsExhausted(let round):
      "There is no round after \(round)."
    case .amendmentTooEarly(let round, let next):
      "The rules cannot change from round \(round); round \(next) runs by those that were announced."
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
    case .unsupportedReceiptVersion(let version, let supported):
      "The receipt is of version \(version); versions \(supported.lowerBound) to "
        + "\(supported.upperBound) are supported."
    case .unreadableReceipt(let error):
      "The receipt cannot be read: \(error)"
    case .unreadableJSON(let error):
      "The receipt's JSON cannot be read: \(error)"
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
