// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// det x        d/dx = the cofactors of x, which are det x · x⁻ᵀ where x has an inverse
extension Tensor {
  /// The determinant of every matrix, by LU factors with partial pivoting.
  ///
  /// First and second gradients are right for singular matrices too; a third one needs an inverse. The
  /// determinant of large matrices overflows: see ``slogdet()``. That of no rows is 1.
  ///
  /// - Returns: [...] for this tensor of [..., n, n].
  /// - Complexity: O(n³) for each matrix; the gradient takes a singular value decomposition.
  ///
  /// Traps, or throws inside `withTensorErrors`: `notSquare`.
  public func determinant() -> Tensor { Tensor.apply(Determinant(), self) }
}

struct Determinant: DifferentiableUnary {
  static let name = "determinant"
  static let saves: Saves = .input
  static let operands = OperandTypes.real

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try x.checkSquare(Self.name)
    let (diagonal, signs) = try Kernels.pivotValues(x, operation: Self.name)
    return try Kernels.products(ofRows: diagonal, signs: signs)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    g.asColumns.asColumns * Tensor.apply(Cofactors(), saved.input)
  }

  static let samples = [
    Sample("[3, 3]", [.init([3, 3])]) { $0[0].determinant() },
    Sample("batch", [.init([2, 2, 2])]) { $0[0].determinant() },
    Sample("one", [.init([1, 1])]) { $0[0].determinant() },
    Sample("empty", [.init([0, 3, 3])]) { $0[0].determinant() },
    Sample("no rows", [.init([2, 0, 0])]) { $0[0].determinant() },
  ]
}

/// The matrix of cofactors, by singular values: with x = U S Vᵀ it is det U det V · U D Vᵀ, where D has
/// on its diagonal the product of all singular values but one. Nothing is divided by, so x need not have
/// an inverse.
struct Cofactors: DifferentiableUnary {
  static let name = "cofactors"
  static let saves: Saves = .input

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let parts = try SignedSingularValues(x)
    let scaled = parts.u * (try Kernels.productsWithoutOne(parts.s)).asRows
    return scaled.matmul(parts.vh) * parts.signs
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(DeterminantCurvature(), saved.input, g)
  }

  static let samples = [
    Sample("[3, 3]", [.init([3, 3], -0.4...0.4)]) {
      Tensor.apply(Cofactors(), sampleMatrix($0[0], [1, 1.5, 2]))
    },
    Sample("batch", [.init([2, 2, 2])]) {
      Tensor.apply(Cofactors(), sampleMatrix($0[0], [3, -4]))
    },
    Sample("no rows", [.init([2, 0, 0])]) { Tensor.apply(Cofactors(), $0[0]) },
  ]
}

/// The second derivative of the determinant at x along a: again a matrix, linear in a.
///
/// In the basis of U and V, with p[i, j] the product of all singular values but those two, its diagonal
/// is p times that of a, and beside it stands -p[i, j] a[j, i]. Again nothing is divided by.
struct DeterminantCurvature: DifferentiableBinary {
  static let name = "second derivative of the determinant"
  static let saves: Saves = [.left, .right]

  func forward(_ x: Tensor, _ a: Tensor) throws(TensorError) -> Tensor {
    let parts = try SignedSingularValues(x)
    let p = try Kernels.productsWithoutTwo(parts.s)
    let eye = Tensor.eye(x.layout.columns, dtype: x.dtype)
    let inner = parts.u.matrixTransposed.matmul(a).matmul(parts.vh.matrixTransposed)
    let diagonal = (inner * eye).sum(axis: -1, keepDims: true)
    let turned = p.matmul(diagonal) * eye - (p * inner).matrixTransposed
    return parts.u.matmul(turned).matmul(parts.vh) * parts.signs
  }

  // The third derivative along a and g, where x has an inverse. With y = x⁻ᵀ the second one along both
  // is f = det x (<a, y> <g, y> - <g, y aᵀ y>), and dy = -y dxᵀ y.
  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    let (x, a) = (saved.left, saved.right)
    let y = x.inverse().matrixTransposed
    func inner(_ a: Tensor, _ b: Tensor) -> Tensor { (a * b).sum(axes: [-1, -2], keepDims: true) }
    let yay = y.matmul(a.matrixTransposed).matmul(y)
    let ygy = y.matmul(g.matrixTransposed).matmul(y)
    let (ay, gy) = (inner(a, y), inner(g, y))
    let mixed =
      yay.matmul(g.matrixTransposed).matmul(y) + ygy.matmul(a.matrixTransposed).matmul(y)
    let sum = (ay * gy - inner(g, yay)) * y - gy * yay - ay * ygy + mixed
    return x.determinant().asColumns.asColumns * sum
  }

  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    Tensor.apply(DeterminantCurvature(), saved.left, g)
  }

  static let samples = [
    Sample("[3, 3]", [.init([3, 3]), .init([3, 3])]) {
      Tensor.apply(DeterminantCurvature(), sampleMatrix($0[0], [4, 5, 6]), $0[1])
    },
    Sample("batch", [.init([2, 2, 2]), .init([2, 2, 2])]) {
      Tensor.apply(DeterminantCurvature(), sampleMatrix($0[0], [3, -4]), $0[1])
    },
    Sample("no rows", [.init([2, 0, 0]), .init([2, 0, 0])]) {
      Tensor.apply(DeterminantCurvature(), $0[0], $0[1])
    },
  ]
}

/// The singular value decomposition of matrices, and the sign of det U det V.
private struct SignedSingularValues {
  let u: Tensor
  let s: Tensor
  let vh: Tensor
  /// [..., 1, 1]
  let signs: Tensor

  init(_ x: Tensor) throws(TensorError) {
    (u, s, vh) = try Kernels.svd(x, .reduced, operation: Cofactors.name)
    let left = try Kernels.pivotValues(u, operation: Cofactors.name)
    let right = try Kernels.pivotValues(vh, operation: Cofactors.name)
    signs = try Kernels.signs(
      ofRows: [left.diagonal, right.diagonal], times: zip(left.signs, right.signs).map(*)
    ).asColumns.asColumns
  }
}

@section("tc_ops") @used private let record: OperationRecord = { export(Determinant.self, to: $0) }
@section("tc_ops") @used private let cofactors: OperationRecord = {
  export(Cofactors.self, to: $0)
}
@section("tc_ops") @used private let curvature: OperationRecord = {
  export(DeterminantCurvature.self, to: $0)
}
