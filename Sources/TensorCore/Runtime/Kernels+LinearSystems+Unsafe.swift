// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// LU factors of every matrix of a batch, as LAPACK has them of the transposed matrices.
struct LUFactors {
  /// Dense [batch…, n, n].
  let factors: Tensor
  /// Dense int32 [batch…, n].
  let pivots: Tensor
  /// Matrices with a pivot that is exactly zero.
  let zeroPivots: [Int]
}

// Systems of equations: LU, triangular and Cholesky factors.
extension Kernels {
  /// LU factors of dense copies of [batch…, n, n].
  static func lu(_ x: Tensor, operation: String) throws(TensorError) -> LUFactors {
    try x.dtype == .float32
      ? lu(x, Float.self, operation) : lu(x, Double.self, operation)
  }

  private static func lu<S: LAPACKScalar>(
    _ x: Tensor, _: S.Type, _ operation: String
  ) throws(TensorError) -> LUFactors {
    let batch = x.layout.batchAxes
    let n = x.layout.columns
    let side = try lapackCount(n, x, operation)
    let factors = try copy(x)
    let pivots = try Tensor(
      uninitialized: batch.appending([n], operation: operation), dtype: .int32)
    var zeroPivots: [Int] = []
    tc_decomposition_begin(Int64(n))
    for index in 0..<batch.count where n > 0 {
      let info = S.getrf(
        side, factors.elements(S.self) + index &* n &* n,
        pivots.elements(CInt.self) + index &* n)
      check(info)
      if info > 0 { zeroPivots.append(index) }
    }
    tc_decomposition_end(Int64(n))
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
    try b.dtype == .float32
      ? solve(lu, matrices, transposed, b, batch, operation, Float.self)
      : solve(lu, matrices, transposed, b, batch, operation, Double.self)
  }

  private static func solve<S: LAPACKScalar>(
    _ lu: LUFactors, _ matrices: Tensor, _ transposed: Bool, _ b: Tensor, _ batch: Layout,
    _ operation: String, _: S.Type
  ) throws(TensorError) -> Tensor {
    let (n, k) = (b.layout.rows, b.layout.columns)
    let broken =
      try lu.zeroPivots.isEmpty
      ? [] : nonFinite(matrices, among: lu.zeroPivots, operation: operation)
    let x = try columns(of: b, batch: batch, operation: operation)
    let side = try lapackCount(n, b, operation)
    // One matrix for all right-hand sides takes them all at once.
    let isShared = lu.factors.layout.batchAxes.count == 1
    let sources = lu.factors.layout.batchAxes.indices(expandedTo: batch)
    let count = try lapackCount(isShared ? k &* batch.count : k, b, operation)
    let longest = Int64(Swift.max(n, Int(count)))
    tc_decomposition_begin(longest)
    for index in 0..<(isShared ? 1 : batch.count) where x.count > 0 {
      let source = sources[index]
      let target = x.elements(S.self) + index &* n &* k
      // The factors are those of aᵀ.
      check(
        S.getrs(
          !transposed, side, count, lu.factors.elements(S.self) + source &* n &* n,
          lu.pivots.elements(CInt.self) + source &* n, target))
      if broken.contains(source) { fillNaN(target, isShared ? x.count : n &* k) }
    }
    tc_decomposition_end(longest)
    withExtendedLifetime((lu.factors.body, lu.pivots.body)) {}
    return Tensor(viewing: x, x.layout.swappingMatrixAxes)
  }

  /// The inverse of every matrix.
  static func inverse(_ x: Tensor, operation: String) throws(TensorError) -> Tensor {
    try x.dtype == .float32
      ? inverse(x, operation, Float.self) : inverse(x, operation, Double.self)
  }

  private static func inverse<S: LAPACKScalar>(
    _ x: Tensor, _ operation: String, _: S.Type
  ) throws(TensorError) -> Tensor {
    let lu = try lu(x, operation: operation)
    let n = x.layout.columns
    if x.count == 0 { return lu.factors }
    let broken =
      try lu.zeroPivots.isEmpty
      ? [] : nonFinite(x, among: lu.zeroPivots, operation: operation)
    let side = CInt(n)
    var length = S.zero
    check(S.getri(side, lu.factors.elements(S.self), lu.pivots.elements(CInt.self), &length, -1))
    let work = try workArea(length, operation)
    tc_decomposition_begin(Int64(n))
    for index in 0..<(x.count / (n &* n)) {
      let target = lu.factors.elements(S.self) + index &* n &* n
      if broken.contains(index) {
        fillNaN(target, n &* n)
      } else {
        check(
          S.getri(
            side, target, lu.pivots.elements(CInt.self) + index &* n, work.elements(S.self),
            CInt(work.count)))
      }
    }
    tc_decomposition_end(Int64(n))
    withExtendedLifetime((work.body, lu.pivots.body)) {}
    return lu.factors
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
        if Int(lu.pivots.elements(CInt.self)[index &* n &+ i]) != i + 1 { signs[index].negate() }
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
    try b.dtype == .float32
      ? triangularSolve(a, upper, transposed, unit, b, batch, operation, Float.self)
      : triangularSolve(a, upper, transposed, unit, b, batch, operation, Double.self)
  }

  private static func triangularSolve<S: LAPACKScalar>(
    _ a: Tensor, _ upper: Bool, _ transposed: Bool, _ unit: Bool, _ b: Tensor, _ batch: Layout,
    _ operation: String, _: S.Type
  ) throws(TensorError) -> Tensor {
    let (n, k) = (b.layout.rows, b.layout.columns)
    let matrices = try dense(a)
    let x = try columns(of: b, batch: batch, operation: operation)
    let side = try lapackCount(n, b, operation)
    let isShared = a.layout.batchAxes.count == 1
    let sources = a.layout.batchAxes.indices(expandedTo: batch)
    let count = try lapackCount(isShared ? k &* batch.count : k, b, operation)
    let longest = Int64(Swift.max(n, Int(count)))
    tc_decomposition_begin(longest)
    defer { tc_decomposition_end(longest) }
    for index in 0..<(isShared ? 1 : batch.count) where x.count > 0 {
      // LAPACK sees aᵀ, whose triangle is the other one.
      let info = S.trtrs(
        !upper, !transposed, unit, side, count,
        matrices.elements(S.self) + sources[index] &* n &* n,
        x.elements(S.self) + index &* n &* k)
      check(info)
      if info > 0 {
        throw .singularMatrix(
          operation: operation, batch: a.layout.batchAxes.coordinates(of: sources[index]))
      }
    }
    withExtendedLifetime(matrices.body) {}
    return Tensor(viewing: x, x.layout.swappingMatrixAxes)
  }

  /// The lower Cholesky factor of every matrix, from its lower triangle.
  static func cholesky(_ x: Tensor, operation: String) throws(TensorError) -> Tensor {
    try x.dtype == .float32
      ? cholesky(x, operation, Float.self) : cholesky(x, operation, Double.self)
  }

  private static func cholesky<S: LAPACKScalar>(
    _ x: Tensor, _ operation: String, _: S.Type
  ) throws(TensorError) -> Tensor {
    let n = x.layout.columns
    let side = try lapackCount(n, x, operation)
    let result = try copy(x)
    tc_decomposition_begin(Int64(n))
    defer { tc_decomposition_end(Int64(n)) }
    for index in 0..<x.layout.batchAxes.count where n > 0 {
      let target = result.elements(S.self) + index &* n &* n
      let info = S.potrf(true, side, target)
      check(info)
      if info > 0 {
        let original = try copy(x)
        guard
          !isTriangleFinite(
            original.elements(S.self) + index &* n &* n, n, dtype: x.dtype, upper: false)
        else {
          throw .notPositiveDefinite(
            operation: operation, batch: x.layout.batchAxes.coordinates(of: index),
            order: Int(info))
        }
        fillNaN(target, n &* n)
      }
      tc_clear_triangle(Int32(x.dtype.byteWidth), 1, Int64(n), Int64(n), 0, true, target)
    }
    return result
  }
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

  /// [batch…, k, n] dense from [batch'…, n, k]: the columns of every matrix one after the other.
  private static func columns(
    of b: Tensor, batch: Layout, operation: String
  ) throws(TensorError) -> Tensor {
    let target = try batch.appending([b.layout.rows, b.layout.columns], operation: operation)
    return try copy(Tensor(viewing: b, b.layout.expanded(to: target).swappingMatrixAxes))
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
}

extension Tensor {
  /// The elements of a tensor of this type. Valid while `body` lives.
  func elements<Scalar>(_ type: Scalar.Type) -> UnsafeMutablePointer<Scalar> {
    data.assumingMemoryBound(to: type)
  }
}
