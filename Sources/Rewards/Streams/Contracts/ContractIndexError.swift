// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Why an index that does as a contract does refused, as the contract would. Nothing has changed.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum ContractIndexError: Error, Hashable, Sendable {
  /// An amount of zero, where the contract asks for more.
  case amountIsZero
  /// More than there is.
  case underflow(UInt256, has: UInt256)
  /// A reward whose rate the contract's balance does not cover.
  case rewardTooHigh(rate: UInt256, most: UInt256)
  /// The duration cannot change while rewards run.
  case periodRuns(until: UInt64)
  /// What is pending is below zero: two products were floored apart. The amount says by how much.
  case negativePending(by: UInt256)
  /// The contract holds less than it has to pay.
  case underfunded(UInt256, has: UInt256)
  /// The pool is not there.
  case unknownPool(Int)
  /// The time is before that of the last operation.
  case timeGoesBack(UInt64, last: UInt64)
  /// A number does not fit, or something is divided by nothing.
  case arithmetic(ArithmeticError)
}

extension ContractIndexError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .amountIsZero: "The amount is zero."
    case .underflow(let amount, let has): "\(has) are there, not \(amount)."
    case .rewardTooHigh(let rate, let most): "The rate \(rate) is above \(most)."
    case .periodRuns(let end): "Rewards run until \(end)."
    case .negativePending(let amount): "What is pending is \(amount) below zero."
    case .underfunded(let amount, let has): "\(has) are held, not \(amount) to pay."
    case .unknownPool(let pool): "There is no pool \(pool)."
    case .timeGoesBack(let now, let last): "The time \(now) is before \(last)."
    case .arithmetic(let error): "\(error)"
    }
  }
}

/// Runs arithmetic and names its failure as an index's error.
func contract<Value>(
  _ body: () throws(ArithmeticError) -> Value
) throws(ContractIndexError) -> Value {
  do {
    return try body()
  } catch {
    throw .arithmetic(error)
  }
}
