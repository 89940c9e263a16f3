// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why an exact computation has no answer.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum ArithmeticError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The exact result of `operation` on `operands` does not fit into 256 bits.
  case overflow(operation: String, operands: [UInt256])
  /// The exact result of `operation` on `operands` is below zero.
  case underflow(operation: String, operands: [UInt256])
  /// `operation` on `operands` divides by zero.
  case divisionByZero(operation: String, operands: [UInt256])
  /// `operation` asks for the logarithm of zero.
  case logarithmOfZero(operation: String)
  /// `amount` units were to be split over lines whose weights are all zero, or over no line.
  case noWeight(amount: UInt256)
  /// Parts of the weight `weight` were asked for where all together have the weight `total`.
  case beyondTotal(weight: UInt256, total: UInt256)

  /// One sentence with the operation and its operands.
  public var description: String {
    switch self {
    case .overflow(let operation, let operands):
      "\(operation)(\(Self.list(operands))) does not fit into 256 bits."
    case .underflow(let operation, let operands):
      "\(operation)(\(Self.list(operands))) is below zero."
    case .divisionByZero(let operation, let operands):
      "\(operation)(\(Self.list(operands))) divides by zero."
    case .logarithmOfZero(let operation):
      "\(operation) of zero is not defined."
    case .noWeight(let amount):
      "There is no weight over which \(amount) units could be split."
    case .beyondTotal(let weight, let total):
      "Parts of the weight \(weight) are more than the \(total) there are."
    }
  }

  private static func list(_ operands: [UInt256]) -> String {
    operands.map(\.description).joined(separator: ", ")
  }
}
