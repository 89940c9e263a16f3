// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// The longest side whose work areas, a few times its square, LAPACK can count with 32 bits.
let longestDecomposedSide = 20_000

/// The shortest side for which eigenvectors are turned back by our own kernels.
private let shortestOwnEigenvectors = 48

// Orthogonal decompositions. A matrix with NaN or infinity never reaches LAPACK's iterations, which may
// not end on it: its results are NaN.
extension Kernels {
  /// Q and R of every matrix [batch…, m, n], reduced or complete.
  static func qr(
    _ x: Tensor, complete: Bool, operation: String
  ) throws(TensorError) -> (q: Tensor, r: Tensor) {
    let (batch, m, n) = (x.layout.batchAxes, x.layout.rows, x.layout.columns)
    let k = Swift.min(m, n)
    let columns = complete ? m : k  // of Q, which are the rows of R
    let qLayout = try batch.appending([m, columns], operation: operation)
    let rLayout = try batch.appending([columns, n], operation: operation)
    if k == 0 || batch.count == 0 {
      let unit = try oneHot(
        Indices(.arange(m, dtype: .int64), bound: m, operation: operation), classes: m,
        dtype: x.dtype)
      let q =
        complete
        ? try copy(Tensor(viewing: unit, unit.layout.expanded(to: qLayout)))
        : try fill(0, layout: qLayout, dtype: x.dtype)
      return (q, try fill(0, layout: rLayout, dtype: x.dtype))
    }
    let q = try Tensor(uninitialized: qLayout, dtype: x.dtype)
    let factored = try copy(x)
    let width = Int32(x.dtype.byteWidth)
    for index in 0..<batch.count {
      let a = factored.matrix(index)
      if tc_all_finite(x.dtype.code, Int64(m &* n), a) {
        tc_qr(x.dtype.code, Int64(m), Int64(n), Int64(columns), a, q.matrix(index))
      } else {
        fillNaN(a, m &* n, dtype: x.dtype)
        tc_clear_triangle(width, 1, Int64(m), Int64(n), 0, false, a)
        fillNaN(q.matrix(index), m &* columns, dtype: x.dtype)
      }
    }
    if columns == m { return (q, factored) }
    // The first rows: those after them are zero.
    var first = factored.layout
    first.dims[first.rank - 2] = columns
    first.count = rLayout.count
    first.updateDensity()
    return (q, try copy(Tensor(viewing: factored, first)))
  }

  /// Which vectors a singular value decomposition computes.
  enum SingularVectors {
    case none, reduced, full
  }

  /// U, the singular values and Vᵀ of every matrix [batch…, m, n]; without vectors U and Vᵀ are empty.
  static func svd(
    _ x: Tensor, _ vectors: SingularVectors, operation: String
  ) throws(TensorError) -> (u: Tensor, s: Tensor, vh: Tensor) {
    try x.dtype == .float32
      ? svd(x, vectors, operation, Float.self) : svd(x, vectors, operation, Double.self)
  }

  private static func svd<S: LAPACKScalar>(
    _ x: Tensor, _ vectors: SingularVectors, _ operation: String, _: S.Type
  ) throws(TensorError) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let (batch, m, n) = (x.layout.batchAxes, x.layout.rows, x.layout.columns)
    let k = Swift.min(m, n)
    let rows = try lapackCount(m, x, operation)
    let width = try lapackCount(n, x, operation)
    _ = try lapackCount(k, x, operation, most: longestDecomposedSide)
    let (uColumns, vRows) =
      switch vectors {
      case .none: (0, 0)
      case .reduced: (k, k)
      case .full: (m, n)
      }
    if vectors == .full {
      _ = try lapackCount(Swift.max(m, n), x, operation, most: longestDecomposedSide)
    }
    let s = try Tensor(
      uninitialized: batch.appending([k], operation: operation), dtype: x.dtype)
    let u = try Tensor(
      uninitialized: batch.appending([m, uColumns], operation: operation), dtype: x.dtype)
    let vh = try Tensor(
      uninitialized: batch.appending([vRows, n], operation: operation), dtype: x.dtype)
    if k == 0 {
      fillWithIdentity(u, S.self)
      fillWithIdentity(vh, S.self)
      return (u, s, vh)
    }
    if batch.count == 0 { return (u, s, vh) }
    let a = try copy(x)
    let integers = try Tensor(
      uninitialized: Layout(shape: [8 * k], operation: operation), dtype: .int32)
    let job = CChar(
      Unicode.Scalar(vectors == .none ? "N" : vectors == .full ? "A" : "S").value)
    let leading = CInt(Swift.max(uColumns, 1))
    // LAPACK sees xᵀ = V S Uᵀ: what it calls U is our V, and both lie in memory as we want them.
    func decompose(_ index: Int, _ work: UnsafeMutablePointer<S>, _ count: CInt) -> CInt {
      S.gesdd(
        job, width, rows, a.elements(S.self) + index &* m &* n,
        s.elements(S.self) + index &* k, vh.elements(S.self) + index &* vRows &* n,
        u.elements(S.self) + index &* m &* uColumns, leading, work, count, integers.elements())
    }
    var length = S.zero
    check(decompose(0, &length, -1))
    let work = try workArea(length, operation)
    tc_decomposition_begin(Int64(Swift.max(m, n)))
    defer { tc_decomposition_end(Int64(Swift.max(m, n))) }
    for index in 0..<batch.count {
      guard tc_all_finite(x.dtype.code, Int64(m &* n), a.elements(S.self) + index &* m &* n) else {
        fillNaN(s.elements(S.self) + index &* k, k)
        fillNaN(u.elements(S.self) + index &* m &* uColumns, m &* uColumns)
        fillNaN(vh.elements(S.self) + index &* vRows &* n, vRows &* n)
        continue
      }
      let info = decompose(index, work.elements(), CInt(work.count))
      check(info)
      if info > 0 {
        throw .notConverged(operation: operation, batch: batch.coordinates(of: index))
      }
    }
    withExtendedLifetime((a.body, work.body, integers.body)) {}
    return (u, s, vh)
  }

  private static func fillWithIdentity<S: LAPACKScalar>(_ x: Tensor, _: S.Type) {
    let (m, n) = (x.layout.rows, x.layout.columns)
    for index in 0..<x.count { x.elements(S.self)[index] = index / n % m == index % n ? 1 : 0 }
  }

  /// The eigenvalues of every symmetric matrix, ascending, and its eigenvectors as rows of [batch…, n, n]
  /// where they are wanted. Reads one triangle.
  static func eigh(
    _ x: Tensor, upper: Bool, vectors: Bool, operation: String
  ) throws(TensorError) -> (values: Tensor, rows: Tensor) {
    try x.dtype == .float32
      ? eigh(x, upper, vectors, operation, Float.self)
      : eigh(x, upper, vectors, operation, Double.self)
  }

  private static func eigh<S: LAPACKScalar>(
    _ x: Tensor, _ upper: Bool, _ vectors: Bool, _ operation: String, _: S.Type
  ) throws(TensorError) -> (values: Tensor, rows: Tensor) {
    let (batch, n) = (x.layout.batchAxes, x.layout.columns)
    let side = try lapackCount(n, x, operation, most: longestDecomposedSide)
    // The triangle that is read becomes the upper one, which is LAPACK's lower one.
    let a = try copy(upper ? x : Tensor(viewing: x, x.layout.swappingMatrixAxes))
    let values = try Tensor(
      uninitialized: batch.appending([n], operation: operation), dtype: x.dtype)
    if x.count == 0 { return (values, a) }
    let isOurs = vectors && n >= shortestOwnEigenvectors && !isReproducible
    let columns = isOurs ? try Tensor(uninitialized: x.layout.dense, dtype: x.dtype) : a
    var length = S.zero
    var integerLength: CInt = 0
    check(
      S.syevd(
        vectors, false, side, a.elements(), values.elements(), &length, -1, &integerLength, -1))
    let work = try workArea(length, operation)
    let integers = try Tensor(
      uninitialized: Layout(shape: [Int(integerLength)], operation: operation), dtype: .int32)
    tc_decomposition_begin(Int64(n))
    defer { tc_decomposition_end(Int64(n)) }
    for index in 0..<batch.count {
      let matrix = a.elements(S.self) + index &* n &* n
      let target = values.elements(S.self) + index &* n
      guard isTriangleFinite(matrix, n, dtype: x.dtype, upper: true) else {
        fillNaN(columns.matrix(index), n &* n, dtype: x.dtype)
        fillNaN(target, n)
        continue
      }
      let info =
        isOurs
        ? eigenvectors(
          of: matrix, n, values: target, columns: columns.matrix(index), work, integers)
        : S.syevd(
          vectors, false, side, matrix, target, work.elements(), CInt(work.count),
          integers.elements(), integerLength)
      check(info)
      if info > 0 {
        throw .notConverged(operation: operation, batch: batch.coordinates(of: index))
      }
    }
    withExtendedLifetime((a.body, work.body, integers.body)) {}
    if !isOurs { return (values, a) }
    return (values, Tensor(viewing: columns, columns.layout.swappingMatrixAxes))
  }

  /// LAPACK's syevd with the last of its three parts, half of its arithmetic, done by our own kernels.
  /// Destroys the matrix. A work area of syevd is long enough: n² for vectors, three times n, and more for
  /// what stedc needs.
  private static func eigenvectors<S: LAPACKScalar>(
    of matrix: UnsafeMutablePointer<S>, _ n: Int, values: UnsafeMutablePointer<S>,
    columns: UnsafeMutableRawPointer, _ work: Tensor, _ integers: Tensor
  ) -> CInt {
    let side = CInt(n)
    // Squares must stay within the numbers: a power of two brings the largest near 1 where it is far off.
    var (largest, scale) = (S.zero, S(1))
    for row in 0..<n {
      for column in row..<n { largest = Swift.max(largest, matrix[row &* n &+ column].magnitude) }
    }
    let bound = S(S.self == Float.self ? 0x1p30 : 0x1p300)
    if largest > 0 && (largest > bound || largest < 1 / bound) {
      while largest * scale > 1 { scale /= 2 }
      while largest * scale < 0.5 && scale < bound * bound { scale *= 2 }
      for index in 0..<(n &* n) { matrix[index] *= scale }
    }
    let vectors: UnsafeMutablePointer<S> = work.elements()
    let beside = vectors + n &* n
    let tau = beside + n
    let rest = tau + n
    let restCount = CInt(work.count &- n &* n &- 2 &* n)
    let integerPointer: UnsafeMutablePointer<CInt> = integers.elements()
    check(S.sytrd(side, matrix, values, beside, tau, rest, restCount))
    let info = S.stedc(
      side, values, beside, vectors, rest, restCount, integerPointer, CInt(integers.count))
    if info != 0 { return info }
    tc_eigenvectors(S.dtype.code, Int64(n), matrix, tau, vectors, columns)
    if scale != 1 { for index in 0..<n { values[index] /= scale } }
    return 0
  }

  /// The shortest x [batch…, n, k] that minimises |a x - b|, the ranks (int64) and the singular values.
  static func leastSquares(
    _ a: Tensor, _ b: Tensor, batch: Layout, rcond: Double, operation: String
  ) throws(TensorError) -> (solution: Tensor, ranks: Tensor, values: Tensor) {
    try a.dtype == .float32
      ? leastSquares(a, b, batch, rcond, operation, Float.self)
      : leastSquares(a, b, batch, rcond, operation, Double.self)
  }

  private static func leastSquares<S: LAPACKScalar>(
    _ a: Tensor, _ b: Tensor, _ batch: Layout, _ rcond: Double, _ operation: String, _: S.Type
  ) throws(TensorError) -> (solution: Tensor, ranks: Tensor, values: Tensor) {
    let (m, n) = (a.layout.rows, a.layout.columns)
    // LAPACK does not take fewer than one right-hand side.
    let k = Swift.max(b.layout.columns, 1)
    let smaller = Swift.min(m, n)
    let longer = Swift.max(m, n)
    _ = try lapackCount(smaller, a, operation, most: longestDecomposedSide)
    let (rows, width) = (try lapackCount(m, a, operation), try lapackCount(n, a, operation))
    let count = try lapackCount(k, b, operation)
    let values = try Tensor(
      uninitialized: batch.appending([smaller], operation: operation), dtype: a.dtype)
    let ranks = try fill(0, layout: batch, dtype: .int64)
    let solution = try batch.appending([n, b.layout.columns], operation: operation)
    if smaller == 0 || batch.count == 0 {
      return (try fill(0, layout: solution, dtype: a.dtype), ranks, values)
    }
    let matrixLayout = try batch.appending([m, n], operation: operation)
    let matrices = try copy(
      Tensor(viewing: a, a.layout.expanded(to: matrixLayout).swappingMatrixAxes))
    // Right-hand sides and solutions share columns as long as the longer of both.
    let shared = try fill(
      0, layout: batch.appending([k, longer], operation: operation), dtype: a.dtype)
    let sides = try batch.appending([m, b.layout.columns], operation: operation)
    copyElements(
      Tensor(viewing: b, b.layout.expanded(to: sides).swappingMatrixAxes), into: shared.data,
      strides: shared.layout.strides)
    func decompose(
      _ index: Int, _ rank: inout CInt, _ work: UnsafeMutablePointer<S>, _ length: CInt,
      _ integers: UnsafeMutablePointer<CInt>
    ) -> CInt {
      S.gelsd(
        rows, width, count, matrices.elements(S.self) + index &* m &* n,
        shared.elements(S.self) + index &* k &* longer,
        values.elements(S.self) + index &* smaller, S(rcond), &rank, work, length, integers)
    }
    var length = S.zero
    var (rank, integerLength) = (CInt(0), CInt(0))
    check(decompose(0, &rank, &length, -1, &integerLength))
    let work = try workArea(length, operation)
    let integers = try Tensor(
      uninitialized: Layout(shape: [Int(integerLength)], operation: operation), dtype: .int32)
    tc_decomposition_begin(Int64(longer))
    defer { tc_decomposition_end(Int64(longer)) }
    for index in 0..<batch.count {
      let right = shared.elements(S.self) + index &* k &* longer
      guard
        tc_all_finite(a.dtype.code, Int64(m &* n), matrices.elements(S.self) + index &* m &* n),
        tc_all_finite(a.dtype.code, Int64(k &* longer), right)
      else {
        fillNaN(right, k &* longer)
        fillNaN(values.elements(S.self) + index &* smaller, smaller)
        continue
      }
      let info = decompose(index, &rank, work.elements(), CInt(work.count), integers.elements())
      check(info)
      if info > 0 {
        throw .notConverged(operation: operation, batch: batch.coordinates(of: index))
      }
      ranks.elements(Int64.self)[index] = Int64(rank)
    }
    withExtendedLifetime((matrices.body, work.body, integers.body)) {}
    var found = shared.layout
    found.dims[found.rank - 1] = n
    found.dims[found.rank - 2] = b.layout.columns
    found.count = solution.count
    found.updateDensity()
    return (try copy(Tensor(viewing: shared, found.swappingMatrixAxes)), ranks, values)
  }
}

extension Tensor {
  fileprivate func elements<Scalar>() -> UnsafeMutablePointer<Scalar> { elements(Scalar.self) }
}
