// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// x^y       d/dx = y x^(y - 1), d/dy = x^y log x
extension Tensor {
  /// Every element to the power of another tensor's, broadcast as NumPy does, within 2 ulp.
  ///
  /// As C99 has it: x⁰ = 1 and 1ʸ = 1 even for NaN, a negative number to a power that is no whole number
  /// is NaN, 0 to a negative power is infinite. The gradient of a zeroth power is 0, and so is that of
  /// 0ʸ, y ≥ 0, with respect to y. Integers to integers stay integers and wrap; a negative one among the
  /// exponents is an error.
  ///
  /// - Parameter exponent: the powers.
  public func pow(_ exponent: Tensor) -> Tensor { Tensor.apply(Power(), self, exponent) }

  /// Every element to one power.
  ///
  /// - Parameter exponent: the power; integers to a power that is no whole number become floating-point
  ///   numbers.
  public func pow(_ exponent: Double) -> Tensor { pow(constant(exponent)) }

  /// A number to the power of every element.
  ///
  /// - Parameters:
  ///   - base: the number.
  ///   - exponent: the powers.
  public static func pow(_ base: Double, _ exponent: Tensor) -> Tensor {
    exponent.constant(base).pow(exponent)
  }

  /// The square of every element.
  public func square() -> Tensor { self * self }
}

struct Power: DifferentiableBinary {
  static let name = "pow"
  static let operands = OperandTypes.promoted
  static let saves: Saves = [.left, .right, .output]

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype == y.dtype else {
      throw .typeMismatch(operation: Self.name, left: x.dtype, right: y.dtype)
    }
    if x.dtype.isComputed { return try Kernels.binary(Int(TC_POW), x, y, operation: Self.name) }
    return try Kernels.integerPower(x, y, operation: Self.name)
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    let y = saved.right
    // 0 · 0⁻¹ stands for 0; the unused side must have no infinite derivative either, or second
    // gradients become NaN.
    let isConstant = (y .== 0) .& (saved.left .== 0)
    return g * (y * saved.left.pow(Tensor.where(isConstant, 1, y) - 1))
  }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    let x = saved.left
    let isConstant = (x .== 0) .& (saved.right .>= 0)
    let logarithm = Tensor.where(isConstant, 1, x).log()
    return g * Tensor.where(isConstant, 0, saved.output * logarithm)
  }

  static let samples =
    Sample.pairs(0.4...2.5, -2...2.3) { $0.pow($1) } + [
      Sample("square", [.init([2, 3])]) { $0[0].pow(2) },
      Sample("cube root", [.init([4], 0.3...3)]) { $0[0].pow(1.0 / 3) },
      Sample("exponent", [.init([4])]) { Tensor.pow(1.7, $0[0]) },
    ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Power.self, to: $0) }
