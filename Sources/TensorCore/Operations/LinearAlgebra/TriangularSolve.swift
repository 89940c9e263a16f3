// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// t x = b, t a triangle        db = t⁻ᵀ dx, dt = -(db xᵀ) in the triangle
extension Tensor {
  /// The solution x of t x = b, t being a triangle of every matrix of this tensor.
  ///
  /// The rest of the matrix is not read and has a gradient of 0. A 0 on the diagonal is an error.
  ///
  /// - Parameters:
  ///   - b: right-hand sides [..., n, k] for this tensor of [..., n, n], whose leading axes broadcast
  ///     with ours; or one vector [n].
  ///   - upper: whether t is the upper triangle, instead of the lower one.
  ///   - transposed: whether to solve tᵀ x = b instead.
  ///   - unitDiagonal: whether the diagonal counts as ones and is not read either.
  /// - Returns: [..., n, k], or [..., n] for a vector. It need not be contiguous.
  /// - Complexity: O(n² k) for each matrix.
  ///
  /// Traps, or throws inside `withTensorErrors`: `singularMatrix`, `notSquare`, `shapeMismatch`.
  public func triangularSolve(
    _ b: Tensor, upper: Bool = false, transposed: Bool = false, unitDiagonal: Bool = false
  ) -> Tensor {
    let operation = TriangularSolve(
      upper: upper, transposed: transposed, unitDiagonal: unitDiagonal)
    return withColumns(of: b) { Tensor.apply(operation, [self, $0], resultCount: 1)[0] }
  }
}

struct TriangularSolve: DifferentiableGeneral {
  static let name = "triangularSolve"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.real
  let upper: Bool
  let transposed: Bool
  let unitDiagonal: Bool

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try inputs[0].checkSquare(Self.name)
    let batch = try inputs[0].commonBatch(with: inputs[1], Self.name)
    return [
      try Kernels.triangularSolve(
        inputs[0], upper: upper, transposed: transposed, unit: unitDiagonal, inputs[1],
        batch: batch, operation: Self.name)
    ]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (t, x) = (saved.inputs[0], saved.outputs[0])
    let db = t.triangularSolve(
      saved.gradient(g, 0), upper: upper, transposed: !transposed, unitDiagonal: unitDiagonal)
    guard saved.wants(0) else { return [nil, db] }
    let full =
      transposed ? x.matmul(db.matrixTransposed) : db.matmul(x.matrixTransposed)
    let diagonal = unitDiagonal ? 1 : 0
    return [-(upper ? full.triu(diagonal: diagonal) : full.tril(diagonal: -diagonal)), db]
  }

  static let samples: [Sample] =
    [(false, false, false), (true, false, false), (false, true, false), (true, true, true)].map {
      upper, transposed, unit in
      Sample(
        "\(upper ? "upper" : "lower")\(transposed ? ", transposed" : "")\(unit ? ", unit" : "")",
        [.init([3, 3], -1...1), .init([2, 3, 2])], propagatesNaN: false
      ) {
        sampleMatrix($0[0], [3, 4, 5]).triangularSolve(
          $0[1], upper: upper, transposed: transposed, unitDiagonal: unit)
      }
    } + [
      Sample("vector", [.init([2, 2]), .init([2])], propagatesNaN: false) {
        sampleMatrix($0[0], [3, 4]).triangularSolve($0[1])
      },
      Sample("no rows", [.init([0, 0]), .init([0, 2])]) { $0[0].triangularSolve($0[1]) },
    ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(TriangularSolve.self, to: $0)
}
