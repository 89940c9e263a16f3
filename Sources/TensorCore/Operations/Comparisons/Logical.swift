// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// And, or, exclusive or and not of truth values
extension Tensor {
  /// Where elements of both tensors are true, broadcast as NumPy does; numbers are true unless 0.
  public static func .& (x: Tensor, y: Tensor) -> Tensor {
    apply(Logical(connective: .and), x.truth, y.truth)
  }

  /// Where elements of either tensor are true, broadcast as NumPy does; numbers are true unless 0.
  public static func .| (x: Tensor, y: Tensor) -> Tensor {
    apply(Logical(connective: .or), x.truth, y.truth)
  }

  /// Where elements of just one of two tensors are true, broadcast as NumPy does; numbers are true
  /// unless 0.
  public static func .^ (x: Tensor, y: Tensor) -> Tensor {
    apply(Logical(connective: .exclusiveOr), x.truth, y.truth)
  }

  /// Where elements are false; numbers are true unless 0.
  public static prefix func .! (x: Tensor) -> Tensor { apply(Not(), x.truth) }

  /// Where elements are not 0; NaN is not.
  var truth: Tensor { isPoisoned ? self : cast(to: .bool) }
}

struct Logical: NonDifferentiableBinary {
  enum Connective: Int32 { case and, or, exclusiveOr }

  static let name = "logical"
  let connective: Connective

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    try Kernels.logical(connective.rawValue, x, y, operation: Self.name)
  }

  static let samples = [
    Sample("and", [.init([3, 5]), .init([5])], propagatesNaN: false) { ($0[0] .> 0) .& $0[1] },
    Sample("or", [.init([3, 1]), .init([5])], propagatesNaN: false) {
      ($0[0] .> 0) .| ($0[1] .> 0)
    },
    Sample("exclusive", [.init([3])], propagatesNaN: false) { ($0[0] .> 0) .^ ($0[0] .> 0.5) },
    Sample("[0]", [.init([0])], propagatesNaN: false) { $0[0] .& $0[0] },
  ]
}

struct Not: NonDifferentiableUnary {
  static let name = "logical not"

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.not(x) }

  static let samples = [
    Sample("[3, 5]", [.init([3, 5])], propagatesNaN: false) { .!($0[0] .> 0) }
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Logical.self, to: $0) }
@section("tc_ops") @used private let not: OperationRecord = { export(Not.self, to: $0) }
