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
  package static var operands: OperandTypes { .floating }

  @inline(__always)
  package func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
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
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.binary(Self.kernel, x, y, operation: Self.name)
  }
}

extension Tensor {
  /// A number as a tensor that fits this one.
  func constant(_ value: Double) -> Tensor {
    if isPoisoned { return self }
    return Tensor.scalar(value, dtype: dtype)
  }

  /// A number as a tensor that does not change the other operand's type unless it must: an integer
  /// tensor keeps its type beside a whole number that fits it, and a floating-point one beside any.
  func weakConstant(_ value: Double) -> Tensor {
    if isPoisoned || dtype.isFloatingPoint { return constant(value) }
    guard value == value.rounded(), value.magnitude <= 0x1p53 else {
      return Tensor.scalar(value, dtype: .float64)
    }
    let fits: Bool
    switch dtype {
    case .int8: fits = Int8(exactly: value) != nil
    case .int16: fits = Int16(exactly: value) != nil
    case .int32: fits = Int32(exactly: value) != nil
    case .uint8: fits = UInt8(exactly: value) != nil
    case .bool: fits = false
    default: fits = true
    }
    return Tensor([Int64(value)], shape: []).cast(to: fits ? dtype : .int64)
  }
}
