// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// Why a record of use or a bill is refused. Nothing was changed.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum MeteringError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A record ends before it begins.
  case endsBeforeItBegins(job: String, start: UInt64, end: UInt64)
  /// A record claims more GPU time than its GPUs had.
  case moreTimeThanThereWas(job: String, claimed: UInt128, most: UInt128)
  /// A record claims more operations than its GPUs can do in its time.
  case beyondPeak(job: String, claimed: UInt128, most: UInt128)
  /// A record has part of the time of another of its job and GPU.
  case overlaps(job: String, gpu: String, start: UInt64, end: UInt64)
  /// Time goes backward.
  case timeGoesBack(from: UInt64, to: UInt64)
  /// Two payments of an account have one name.
  case paymentTwice(String)
  /// No payment of an account has this name.
  case unknownPayment(String)
  /// Usage and coefficients are not as many.
  case countsDiffer(usage: Int, coefficients: Int)
  /// Usage or a price is below zero.
  case negative(String)
  /// A note asks for less than one before it.
  case amountFalls(note: UInt64, from: ExactDecimal, to: ExactDecimal)
  /// A note with a number that was used for another amount.
  case noteDiffers(UInt64)
  /// Notes come more often than agreed.
  case noteTooEarly(UInt64, after: UInt64, interval: UInt64)
  /// The agreement is over.
  case agreementOver
  /// The exact arithmetic beneath refused.
  case arithmetic(String)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .endsBeforeItBegins(let job, let start, let end):
      "The record of \(job) ends at \(end) ns and begins at \(start) ns."
    case .moreTimeThanThereWas(let job, let claimed, let most):
      "The record of \(job) claims \(claimed) ns of GPU time; there were \(most) ns."
    case .beyondPeak(let job, let claimed, let most):
      "The record of \(job) claims \(claimed) FLOP; its GPUs can do \(most) in its time."
    case .overlaps(let job, let gpu, let start, let end):
      "The record of \(job) on \(gpu) from \(start) to \(end) ns has part of the time of another."
    case .timeGoesBack(let from, let to): "Time goes back from \(from) to \(to)."
    case .paymentTwice(let name): "The payment \(name) is there twice."
    case .unknownPayment(let name): "There is no payment \(name)."
    case .countsDiffer(let usage, let coefficients):
      "\(usage) amounts of use and \(coefficients) coefficients."
    case .negative(let name): "\(name) is below zero."
    case .amountFalls(let note, let from, let to): "Note \(note) falls from \(from) to \(to)."
    case .noteDiffers(let note): "Note \(note) is there with another amount."
    case .noteTooEarly(let time, let after, let interval):
      "A note at \(time) s follows one at \(after) s; \(interval) s are agreed."
    case .agreementOver: "The agreement is over."
    case .arithmetic(let text): text
    }
  }
}

/// Runs exact arithmetic, its errors as this folder's.
func metered<Value>(
  _ work: () throws(ArithmeticError) -> Value
) throws(MeteringError) -> Value {
  do throws(ArithmeticError) {
    return try work()
  } catch {
    throw .arithmetic(error.description)
  }
}
