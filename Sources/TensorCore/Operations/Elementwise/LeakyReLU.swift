// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// x above 0, slope x up to it       d/dx = 1 above 0, slope up to it
extension Tensor {
  /// Every element, multiplied by a slope up to 0. The derivative at 0 is the slope.
  ///
  /// - Parameter slope: factor of the negative side.
  public func leakyRelu(slope: Double = 0.01) -> Tensor {
    Tensor.apply(LeakyReLU(slope: slope), self)
  }
}

struct LeakyReLU: DifferentiableUnary {
  static let name = "leakyRelu"
  static let operands = OperandTypes.floating
  static let saves: Saves = .input
  let slope: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.binary(
      Int(TC_LEAKY_RELU), x, x.detached().constant(slope), operation: Self.name)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.where(saved.input .> 0, g, g * slope)
  }

  static let samples = Sample.elementwise(-2...2.1) { $0.leakyRelu(slope: 0.2) }
}

@section("tc_ops") @used private let record: OperationRecord = { export(LeakyReLU.self, to: $0) }
