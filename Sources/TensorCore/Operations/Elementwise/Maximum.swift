// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// The larger or smaller of two elements       d = 1 for the chosen one, 1/2 each where they are equal
extension Tensor {
  /// The larger element of two tensors, broadcast as NumPy does; NaN where either is.
  ///
  /// Equal elements share the gradient, as in PyTorch.
  ///
  /// - Parameter other: the other tensor.
  public func maximum(_ other: Tensor) -> Tensor { Tensor.apply(Maximum(), self, other) }

  /// The larger of every element and a number; NaN stays.
  ///
  /// - Parameter other: the number.
  public func maximum(_ other: Double) -> Tensor { maximum(constant(other)) }

  /// The larger of every element and a whole number; integers keep their type.
  ///
  /// - Parameter other: the number, an element of the type.
  @_disfavoredOverload
  public func maximum(_ other: Int) -> Tensor { maximum(constant(other)) }

  /// The smaller element of two tensors, broadcast as NumPy does; NaN where either is.
  ///
  /// Equal elements share the gradient, as in PyTorch.
  ///
  /// - Parameter other: the other tensor.
  public func minimum(_ other: Tensor) -> Tensor { Tensor.apply(Minimum(), self, other) }

  /// The smaller of every element and a number; NaN stays.
  ///
  /// - Parameter other: the number.
  public func minimum(_ other: Double) -> Tensor { minimum(constant(other)) }

  /// The smaller of every element and a whole number; integers keep their type.
  ///
  /// - Parameter other: the number, an element of the type.
  @_disfavoredOverload
  public func minimum(_ other: Int) -> Tensor { minimum(constant(other)) }
}

/// The larger or the smaller of two.
protocol Extreme: DifferentiableBinary {
  static var kernel: Int { get }
  /// Where the left element loses.
  static func loses(_ x: Tensor, to y: Tensor) -> Tensor
}

extension Extreme {
  package static var operands: OperandTypes { .promoted }
  package static var saves: Saves { [.left, .right] }

  package func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: Self.name, left: x.dtype, right: y.dtype)
    }
    if x.dtype.isComputed {
      return try Kernels.binary(Self.kernel, x, y, operation: Self.name)
    }
    // Checked here, where the error names this operation.
    _ = try Layout.broadcast(x.layout, y.layout, operation: Self.name)
    return Tensor.where(Self.loses(x, to: y), y, x)
  }

  package func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    g * share(saved.left.detached(), saved.right.detached(), dtype: g.dtype)
  }
  package func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    g * share(saved.right.detached(), saved.left.detached(), dtype: g.dtype)
  }

  /// The first one's part of the gradient: a constant for second derivatives. NaN has all of it.
  private func share(_ x: Tensor, _ y: Tensor, dtype: DType) -> Tensor {
    let tie = Tensor.where(
      x .== y, Tensor.scalar(0.5, dtype: dtype), Tensor.scalar(1, dtype: dtype))
    return Tensor.where(Self.loses(x, to: y), 0, tie)
  }
}

struct Maximum: Extreme {
  static let name = "maximum"
  static let kernel = Int(TC_MAXIMUM)
  static func loses(_ x: Tensor, to y: Tensor) -> Tensor { x .< y }

  static let samples = Sample.pairs(-2...2, -1.9...2.2) { $0.maximum($1) }
}

struct Minimum: Extreme {
  static let name = "minimum"
  static let kernel = Int(TC_MINIMUM)
  static func loses(_ x: Tensor, to y: Tensor) -> Tensor { x .> y }

  static let samples = Sample.pairs(-2...2, -1.9...2.2) { $0.minimum($1) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Maximum.self, to: $0) }
@section("tc_ops") @used private let minimum: OperationRecord = { export(Minimum.self, to: $0) }
