// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// (sign det x, log |det x|)        d/dx log |det x| = x⁻ᵀ; the sign is constant almost everywhere
extension Tensor {
  /// The sign of the determinant and the logarithm of its magnitude, which do not overflow.
  ///
  /// A singular matrix has sign 0 and logarithm -infinity, and no gradient: to ask for it is the error
  /// `singularMatrix`.
  ///
  /// - Returns: two tensors [...] for this one of [..., n, n]; the determinant is
  ///   `sign * exp(logAbsDeterminant)`.
  /// - Complexity: O(n³) for each matrix.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notSquare`.
  public func slogdet() -> (sign: Tensor, logAbsDeterminant: Tensor) {
    let results = Tensor.apply(SlogDet(), [self], resultCount: 2)
    return (results[0], results[1])
  }
}

struct SlogDet: DifferentiableGeneral {
  static let name = "slogdet"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.real

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try inputs[0].checkSquare(Self.name)
    let (diagonal, signs) = try Kernels.pivotValues(inputs[0], operation: Self.name)
    return [
      try Kernels.signs(ofRows: [diagonal], times: signs),
      try Kernels.magnitudes(of: diagonal).log().sum(axis: -1),
    ]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let signs = saved.outputs[0].scalars(as: Double.self)
    if let singular = signs.firstIndex(of: 0) {
      throw .singularMatrix(
        operation: "\(Self.name) gradient",
        batch: saved.outputLayouts[0].coordinates(of: singular))
    }
    let logarithm = saved.gradient(g, 1)
    return [logarithm.asColumns.asColumns * saved.inputs[0].inverse().matrixTransposed]
  }

  static let samples = [
    Sample("logarithm", [.init([3, 3])]) {
      sampleMatrix($0[0], [4, -5, 6]).slogdet().logAbsDeterminant
    },
    Sample("determinant", [.init([2, 2, 2])]) {
      let (sign, logarithm) = sampleMatrix($0[0], [3, -4]).slogdet()
      return sign * logarithm.exp()
    },
    Sample("empty", [.init([0, 3, 3])]) { $0[0].slogdet().logAbsDeterminant },
    Sample("no rows", [.init([2, 0, 0])]) { $0[0].slogdet().logAbsDeterminant },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(SlogDet.self, to: $0) }
