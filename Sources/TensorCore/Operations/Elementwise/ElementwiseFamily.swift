// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An operation on every element of one tensor: the result has its shape and type.
protocol UnaryElementwise: DifferentiableUnary {
  /// Number of the kernel.
  static var kernel: Int { get }
}

extension UnaryElementwise {
  package static var operands: OperandTypes {
    DiscreteKernels.unary(kernel) == nil ? .floating : .promoted
  }

  @inline(__always)
  package func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      return try DiscreteKernels.unary(
        DiscreteKernels.unary(Self.kernel), x, operation: Self.name)
    }
    return try Kernels.unary(Self.kernel, x)
  }
}

/// An operation on pairs of elements of two tensors, which are broadcast against each other.
protocol BinaryElementwise: DifferentiableBinary {
  /// Number of the kernel.
  static var kernel: Int { get }
}

extension BinaryElementwise {
  package static var operands: OperandTypes { .promoted }

  @inline(__always)
  package func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: Self.name, left: x.dtype, right: y.dtype)
    }
    guard x.dtype.isComputed else {
      return try DiscreteKernels.binary(
        DiscreteKernels.binary(Self.kernel), x, y, operation: Self.name)
    }
    return try Kernels.binary(Self.kernel, x, y, operation: Self.name)
  }
}
