// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// a x = b        db = a⁻ᵀ dx, da = -db xᵀ        (Giles 2008, section 2.3.1)
extension Tensor {
  /// The solution x of a x = b for every matrix of this tensor, by LU factors with partial pivoting.
  ///
  /// A matrix with a pivot of exactly 0 has no inverse and is an error; one that is nearly singular is
  /// solved with the accuracy it allows (``conditionNumber()``). Where a singular matrix holds NaN or
  /// infinity the solution is NaN. The bits depend on neither the processor nor its threads.
  ///
  /// - Parameter b: right-hand sides [..., n, k] for this tensor of [..., n, n], whose leading axes
  ///   broadcast with ours; or one vector [n].
  /// - Returns: [..., n, k], or [..., n] for a vector. It need not be contiguous.
  /// - Complexity: O(n³ + n² k) for each matrix; the gradient O(n² k), since the factors are kept.
  ///
  /// Traps, or throws inside `withTensorErrors`: `singularMatrix`, `notSquare`, `shapeMismatch`.
  public func solve(_ b: Tensor) -> Tensor {
    withColumns(of: b) { Tensor.apply(Solve(), [self, $0], resultCount: 3)[0] }
  }
}

/// Results: x, and for the gradient the LU factors and their pivots.
struct Solve: DifferentiableGeneral {
  static let name = "solve"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.real

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    let (a, b) = (inputs[0], inputs[1])
    try a.checkSquare(Self.name)
    let batch = try a.commonBatch(with: b, Self.name)
    let lu = try Kernels.lu(a, operation: Self.name)
    let x = try Kernels.solve(
      lu, of: a, transposed: false, b, batch: batch, operation: Self.name)
    return [x, lu.factors, lu.pivots]
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let db = saved.inputs[0].matrixTransposed.solve(saved.gradient(g, 0))
    return [
      saved.wants(0) ? -db.matmul(saved.outputs[0].matrixTransposed) : nil,
      saved.wants(1) ? db : nil,
    ]
  }

  func fusedVJP(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?]? {
    let x = saved.outputs[0]
    let lu = LUFactors(factors: saved.outputs[1], pivots: saved.outputs[2], zeroPivots: [])
    let db = try Kernels.solve(
      lu, of: saved.inputs[0], transposed: true, saved.gradient(g, 0), batch: x.layout.batchAxes,
      operation: Self.name)
    return [
      saved.wants(0) ? -db.matmul(x.matrixTransposed) : nil, saved.wants(1) ? db : nil,
    ]
  }

  static let samples = [
    Sample("[3, 3] [3, 2]", [.init([3, 3]), .init([3, 2])]) {
      sampleMatrix($0[0], [4, 5, 6]).solve($0[1])
    },
    Sample("vector", [.init([3, 3]), .init([3])]) { sampleMatrix($0[0], [4, 5, 6]).solve($0[1]) },
    Sample("one matrix, many sides", [.init([2, 2]), .init([3, 2, 1])]) {
      sampleMatrix($0[0], [3, -4]).solve($0[1])
    },
    Sample("many matrices, one side", [.init([2, 1, 2, 2]), .init([3, 2, 1])]) {
      sampleMatrix($0[0], [3, -4]).solve($0[1])
    },
    Sample("no rows", [.init([2, 0, 0]), .init([0, 3])]) { $0[0].solve($0[1]) },
    Sample("no columns", [.init([2, 2]), .init([2, 0])]) {
      sampleMatrix($0[0], [3, -4]).solve($0[1])
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Solve.self, to: $0) }
