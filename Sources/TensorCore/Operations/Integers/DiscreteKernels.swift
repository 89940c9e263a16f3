// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// What operations on floating-point numbers mean for integers and truth values, and the kernels for it.
enum DiscreteKernels {
  /// The integers' kernel beside one for floating-point numbers; `nil` where integers become floating-point
  /// numbers instead.
  static func unary(_ kernel: Int) -> Int? {
    switch kernel {
    case Int(TC_NEGATE): Int(TC_DISCRETE_NEGATE)
    case Int(TC_RELU): Int(TC_DISCRETE_RELU)
    default: nil
    }
  }

  /// The integers' kernel beside one for floating-point numbers, if there is one.
  static func binary(_ kernel: Int) -> Int? {
    switch kernel {
    case Int(TC_ADD): Int(TC_DISCRETE_ADD)
    case Int(TC_SUBTRACT): Int(TC_DISCRETE_SUBTRACT)
    case Int(TC_MULTIPLY): Int(TC_DISCRETE_MULTIPLY)
    default: nil
    }
  }

  /// - Throws: `unsupportedType` where the operation means nothing for the type.
  static func unary(
    _ kernel: Int?, _ x: Tensor, operation: String
  ) throws(TensorError) -> Tensor {
    guard let kernel, let result = try Kernels.discrete(kernel, x) else {
      throw .unsupportedType(operation: operation, dtype: x.dtype)
    }
    return result
  }

  /// - Throws: `unsupportedType` where the operation means nothing for the type.
  static func binary(
    _ kernel: Int?, _ x: Tensor, _ y: Tensor, operation: String
  ) throws(TensorError) -> Tensor {
    guard let kernel, let result = try Kernels.discrete(kernel, x, y, operation: operation) else {
      throw .unsupportedType(operation: operation, dtype: x.dtype)
    }
    return result
  }
}

/// An operation on pairs of integers or truth values, which are broadcast against each other and brought
/// to one type.
protocol DiscreteBinary: NonDifferentiableBinary {
  /// Number of the kernel.
  static var kernel: Int { get }
}

extension DiscreteBinary {
  package static var operands: OperandTypes { .promoted }

  package func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try DiscreteKernels.binary(Self.kernel, x, y, operation: Self.name)
  }
}

extension Tensor {
  /// Truth values as numbers, for what has no meaning for them; anything else as it is.
  var numeric: Tensor { !isPoisoned && dtype == .bool ? cast(to: .int8) : self }
}
