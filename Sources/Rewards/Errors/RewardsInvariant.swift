// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A law of rewards that a state breaks. Amounts are base units.
@nonexhaustive
public enum RewardsInvariant: Sendable, Hashable {
  /// The lines do not sum to what is payable.
  case payable(UInt256, lines: UInt256)
  /// What a round had is not what it gave and kept.
  case budget(available: UInt256, placed: UInt256)
  /// A line is not the sum of its parts.
  case line(gpu: GPUID, model: ModelID, lane: Lane, amount: UInt256, parts: UInt256)
  /// More emission was drawn and cut off than was due.
  case emission(due: UInt256, placed: UInt256)
  /// More was drawn than there was.
  case cover(drawn: UInt256, available: UInt256)
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
  /// An amendment begins with no later round than the one before it.
  case amendmentSequence(after: Round, found: Round)
}

extension RewardsInvariant: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .payable(let payable, let lines):
      "\(payable) are payable, the lines sum to \(lines)."
    case .budget(let available, let placed):
      "The round had \(available), \(placed) are accounted for."
    case .line(let gpu, let model, let lane, let amount, let parts):
      "The line of GPU \(gpu) for \(lane) of model \(model) pays \(amount), its parts sum to "
        + "\(parts)."
    case .emission(let due, let placed):
      "\(due) were due, \(placed) are drawn or cut off."
    case .cover(let drawn, let available):
      "\(drawn) were drawn, there were \(available)."
    case .conservation(let funded, let accounted):
      "\(funded) were funded, \(accounted) are accounted for."
    case .totals(let expected, let found):
      "The settled rounds sum to \(expected), the totals are \(found)."
    case .roundSequence(let expected, let found):
      "Round \(found) stands where round \(expected) should."
    case .carry(let round, let left, let carriedIn):
      "Round \(round) began with \(carriedIn), the round before left \(left)."
    case .lastReceipt(let expected, let found):
      "The last receipt is \(found), the last round's is \(expected)."
    case .amendmentSequence(let last, let found):
      "An amendment from round \(found) stands after round \(last)."
    }
  }
}
