// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// LU factors of every matrix of a batch, with rows exchanged.
struct LUFactors {
  /// Dense [batch…, n, n]: l without its diagonal of ones, and u.
  let factors: Tensor
  /// Dense int32 [batch…, n]: row i was exchanged with row pivots[i] >= i, one after another.
  let pivots: Tensor
  /// Matrices with a pivot that is exactly zero.
  let zeroPivots: [Int]
}

// Systems of equations: LU, triangular and Cholesky factors.
extension Kernels {
  /// LU factors of dense copies of [batch…, n, n].
  static func lu(_ x: Tensor, operation: String) throws(TensorError) -> LUFactors {
    let batch = x.layout.batchAxes
    let n = x.layout.columns
    _ = try lapackCount(n, x, operation)  // pivots have 32 bits
    let factors = try copy(x)
    let pivots = try Tensor(
      uninitialized: batch.appending([n], operation: operation), dtype: .int32)
    var zeroPivots: [Int] = []
    for index in 0..<batch.count where n > 0 {
      let zero = tc_lu(
        x.dtype.code, Int64(n), factors.matrix(index), pivots.elements(Int32.self) + index &* n)
      if zero > 0 { zeroPivots.append(index) }
    }
    return LUFactors(factors: factors, pivots: pivots, zeroPivots: zeroPivots)
  }

  /// The solution of a x = b, or of aᵀ x = b: `b` is [batch…, n, k] with the axes of `batch`, which
  /// those of the factors broadcast to. A matrix without a solution is an error, or where it holds
  /// NaN or infinity a solution of NaN.
  ///
  /// - Parameter matrices: what was factored.
  static func solve(
    _ lu: LUFactors, of matrices: Tensor, transposed: Bool, _ b: Tensor, batch: Layout,
    operation: String
  ) throws(TensorError) -> Tensor {
    let n = b.layout.rows
    let broken =
      try lu.zeroPivots.isEmpty
      ? [] : nonFinite(matrices, among: lu.zeroPivots, operation: operation)
    let sides = try Sides(b, batch, of: lu.factors.layout.batchAxes, operation: operation)
    for index in 0..<sides.groups {
      let source = sides.sources[index]
      let target = sides.group(index)
      if broken.contains(source) {
        fillNaN(target, n &* sides.columns, dtype: b.dtype)
      } else {
        tc_lu_solve(
          b.dtype.code, transposed, Int64(n), Int64(sides.columns), lu.factors.matrix(source),
          lu.pivots.elements(Int32.self) + source &* n, target)
      }
    }
    withExtendedLifetime((lu.factors.body, lu.pivots.body)) {}
    return sides.tensor
  }

  /// The inverse of every matrix.
  static func inverse(_ x: Tensor, operation: String) throws(TensorError) -> Tensor {
    let lu = try lu(x, operation: operation)
    let n = x.layout.columns
    if x.count == 0 { return lu.factors }
    let unit = try oneHot(
      Indices(.arange(n, dtype: .int64), bound: n, operation: operation), classes: n,
      dtype: x.dtype)
    return try solve(
      lu, of: x, transposed: false, unit, batch: x.layout.batchAxes, operation: operation)
  }

  /// The pivots of every matrix on the diagonal of U, [batch…, n], and the sign of the permutation.
  static func pivotValues(
    _ x: Tensor, operation: String
  ) throws(TensorError) -> (diagonal: Tensor, signs: [Double]) {
    try x.dtype == .float32
      ? pivotValues(x, operation, Float.self) : pivotValues(x, operation, Double.self)
  }

  private static func pivotValues<S: LAPACKScalar>(
    _ x: Tensor, _ operation: String, _: S.Type
  ) throws(TensorError) -> (diagonal: Tensor, signs: [Double]) {
    let lu = try lu(x, operation: operation)
    let batch = x.layout.batchAxes
    let n = x.layout.columns
    let diagonal = try Tensor(
      uninitialized: batch.appending([n], operation: operation), dtype: x.dtype)
    var signs = [Double](repeating: 1, count: batch.count)
    for index in 0..<batch.count {
      for i in 0..<n {
        diagonal.elements(S.self)[index &* n &+ i] =
          lu.factors.elements(S.self)[(index &* n &+ i) &* n &+ i]
        if Int(lu.pivots.elements(Int32.self)[index &* n &+ i]) != i { signs[index].negate() }
      }
    }
    withExtendedLifetime((lu.factors.body, lu.pivots.body)) {}
    return (diagonal, signs)
  }

  /// The solution of a triangular system; arguments as in ``solve(_:of:transposed:_:batch:operation:)``.
  static func triangularSolve(
    _ a: Tensor, upper: Bool, transposed: Bool, unit: Bool, _ b: Tensor, batch: Layout,
    operation: String
  ) throws(TensorError) -> Tensor {
    let matrices = try dense(a)
    let sides = try Sides(b, batch, of: a.layout.batchAxes, operation: operation)
    for index in 0..<sides.groups {
      let source = sides.sources[index]
      let zero = tc_triangular_solve(
        b.dtype.code, upper, transposed, unit, Int64(b.layout.rows), Int64(sides.columns),
        matrices.matrix(source), sides.group(index))
      if zero > 0 {
        throw .singularMatrix(
          operation: operation, batch: a.layout.batchAxes.coordinates(of: source))
      }
    }
    withExtendedLifetime(matrices.body) {}
    return sides.tensor
  }

  /// The lower Cholesky factor of every matrix, from its lower triangle.
  static func cholesky(_ x: Tensor, operation: String) throws(TensorError) -> Tensor {
    let n = x.layout.columns
    let result = try copy(x)
    for index in 0..<x.layout.batchAxes.count where n > 0 {
      let target = result.matrix(index)
      let order = tc_cholesky(x.dtype.code, Int64(n), target)
      if order > 0 {
        let original = try copy(x)
        let isFinite =
          x.dtype == .float32
          ? isTriangleFinite(
            original.elements(Float.self) + index &* n &* n, n, dtype: x.dtype, upper: false)
          : isTriangleFinite(
            original.elements(Double.self) + index &* n &* n, n, dtype: x.dtype, upper: false)
        guard !isFinite else {
          throw .notPositiveDefinite(
            operation: operation, batch: x.layout.batchAxes.coordinates(of: index),
            order: Int(order))
        }
        fillNaN(target, n &* n, dtype: x.dtype)
      }
      tc_clear_triangle(Int32(x.dtype.byteWidth), 1, Int64(n), Int64(n), 0, true, target)
    }
    return result
  }
}

/// Right-hand sides in the order the solvers want them: for each matrix its own, or for one matrix those of
/// the whole batch side by side, which it takes at once. The solutions take their place.
private struct Sides {
  /// [batch…, n, k], dense but where one matrix serves a batch.
  let tensor: Tensor
  /// How many systems are solved, each of `columns` right-hand sides.
  let groups: Int
  let columns: Int
  /// For each the index of its matrix.
  let sources: [Int]

  init(
    _ b: Tensor, _ batch: Layout, of matrices: Layout, operation: String
  ) throws(TensorError) {
    let (n, k) = (b.layout.rows, b.layout.columns)
    let target = try batch.appending([n, k], operation: operation)
    let all = Tensor(viewing: b, b.layout.expanded(to: target))
    if matrices.count == 1 && batch.count > 1 {
      columns = k &* batch.count
      groups = target.count == 0 ? 0 : 1
      sources = [0]
      var layout = target
      for d in 0..<batch.rank { layout.strides[d] = batch.strides[d] &* k }
      layout.strides[batch.rank] = columns
      layout.updateDensity()
      let room = try Tensor(uninitialized: target, dtype: b.dtype)
      Kernels.copyElements(all, into: room.data, strides: layout.strides)
      tensor = Tensor(viewing: room, layout)
    } else {
      columns = k
      groups = target.count == 0 ? 0 : batch.count
      sources = matrices.indices(expandedTo: batch)
      tensor = try Kernels.copy(all)
    }
  }

  /// The right-hand sides of one system, [n, columns].
  func group(_ index: Int) -> UnsafeMutableRawPointer { tensor.matrix(index) }
}

// What the loops over matrices share.
extension Kernels {
  /// A length as LAPACK counts.
  ///
  /// - Throws: `invalidShape` where 32 bits do not hold it.
  static func lapackCount(
    _ n: Int, _ x: Tensor, _ operation: String, most: Int = Int(Int32.max)
  ) throws(TensorError) -> CInt {
    guard n <= most else {
      throw .invalidShape(
        operation: operation, shape: x.shape, reason: "has a side longer than \(most)")
    }
    return CInt(n)
  }

  /// LAPACK complains of its arguments by negative numbers: these are ours.
  static func check(_ info: CInt) {
    precondition(info >= 0, "LAPACK found argument \(-info) wrong")
  }

  /// A work area of the length that a query gave. In float32 the length may have been rounded down.
  static func workArea<S: LAPACKScalar>(_ length: S, _ operation: String) throws(TensorError)
    -> Tensor
  {
    let count = Int((length * (1 + 2 * S.ulpOfOne)).rounded(.up))
    guard count <= Int(Int32.max) else {
      throw .invalidShape(
        operation: operation, shape: [count], reason: "of LAPACK's work area is beyond 32 bits")
    }
    let layout = try Layout(shape: [Swift.max(count, 1)], operation: operation)
    return try Tensor(uninitialized: layout, dtype: S.dtype)
  }

  /// Which of these matrices hold NaN or infinity.
  ///
  /// - Throws: `singularMatrix` for the first that does not.
  private static func nonFinite(
    _ x: Tensor, among indices: [Int], operation: String
  ) throws(TensorError) -> Set<Int> {
    let dense = try dense(x)
    let size = x.layout.rows &* x.layout.columns
    defer { withExtendedLifetime(dense.body) {} }
    for index in indices {
      let matrix = dense.data + index &* size &* x.dtype.byteWidth
      if tc_all_finite(x.dtype.code, Int64(size), matrix) {
        throw .singularMatrix(
          operation: operation, batch: x.layout.batchAxes.coordinates(of: index))
      }
    }
    return Set(indices)
  }

  /// Whether a triangle with the diagonal of a dense row-major matrix holds neither NaN nor infinity.
  static func isTriangleFinite<S>(
    _ matrix: UnsafeMutablePointer<S>, _ n: Int, dtype: DType, upper: Bool
  ) -> Bool {
    (0..<n).allSatisfy { row in
      let start = row &* n &+ (upper ? row : 0)
      return tc_all_finite(dtype.code, Int64(upper ? n - row : row + 1), matrix + start)
    }
  }

  static func fillNaN<S: LAPACKScalar>(_ target: UnsafeMutablePointer<S>, _ count: Int) {
    var nan = S.nan
    tc_fill(Int32(MemoryLayout<S>.size), Int64(count), &nan, target)
  }

  static func fillNaN(_ target: UnsafeMutableRawPointer, _ count: Int, dtype: DType) {
    if dtype == .float32 {
      fillNaN(target.assumingMemoryBound(to: Float.self), count)
    } else {
      fillNaN(target.assumingMemoryBound(to: Double.self), count)
    }
  }
}

extension Tensor {
  /// The elements of a tensor of this type. Valid while `body` lives.
  func elements<Scalar>(_ type: Scalar.Type) -> UnsafeMutablePointer<Scalar> {
    data.assumingMemoryBound(to: type)
  }

  /// Where one of the matrices of the last two axes begins. Valid while `body` lives.
  func matrix(_ index: Int) -> UnsafeMutableRawPointer {
    data + index &* layout.rows &* layout.columns &* dtype.byteWidth
  }
}
