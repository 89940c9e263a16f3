// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CLAPACKE
internal import CTensorKernels

/// What LAPACK computes in: its routines under one name for both types.
///
/// Its matrices are column-major, so that a dense row-major tensor is its own transpose there. The
/// kernels factor that transpose instead of copying to and fro. Routines with a work area tell its
/// length in its first element where they are called with a length of -1. All return LAPACK's `info`.
protocol LAPACKScalar: TensorScalar, BinaryFloatingPoint {
  typealias Elements = UnsafeMutablePointer<Self>
  typealias Counts = UnsafeMutablePointer<CInt>

  static func gesdd(
    _ job: CChar, _ m: CInt, _ n: CInt, _ a: Elements, _ s: Elements, _ u: Elements, _ vt: Elements,
    _ vtRows: CInt, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt
  static func syevd(
    _ vectors: Bool, _ upper: Bool, _ n: CInt, _ a: Elements, _ w: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt
  /// The tridiagonal form of a matrix, from its lower triangle.
  static func sytrd(
    _ n: CInt, _ a: Elements, _ diagonal: Elements, _ beside: Elements, _ tau: Elements,
    _ work: Elements, _ count: CInt
  ) -> CInt
  /// Eigenvalues, in place of the diagonal, and eigenvectors of a tridiagonal matrix.
  static func stedc(
    _ n: CInt, _ diagonal: Elements, _ beside: Elements, _ vectors: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt
  static func gelsd(
    _ m: CInt, _ n: CInt, _ columns: CInt, _ a: Elements, _ b: Elements, _ s: Elements,
    _ rcond: Self, _ rank: Counts, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt
}

private let columnMajor = LAPACK_COL_MAJOR

private func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(scalar.value) }
private func triangle(_ upper: Bool) -> CChar { letter(upper ? "U" : "L") }

extension Float: LAPACKScalar {
  static func gesdd(
    _ job: CChar, _ m: CInt, _ n: CInt, _ a: Elements, _ s: Elements, _ u: Elements, _ vt: Elements,
    _ vtRows: CInt, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_gesdd_f32(job, m, n, a, s, u, vt, vtRows, work, count)
    }
    return LAPACKE_sgesdd_work(
      columnMajor, job, m, n, a, m, s, u, m, vt, vtRows, work, count, integers)
  }

  static func syevd(
    _ vectors: Bool, _ upper: Bool, _ n: CInt, _ a: Elements, _ w: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_syevd_f32(vectors, upper, n, a, w, work, count)
    }
    return LAPACKE_ssyevd_work(
      columnMajor, letter(vectors ? "V" : "N"), triangle(upper), n, a, n, w, work, count, integers,
      integerCount)
  }

  static func sytrd(
    _ n: CInt, _ a: Elements, _ diagonal: Elements, _ beside: Elements, _ tau: Elements,
    _ work: Elements, _ count: CInt
  ) -> CInt {
    LAPACKE_ssytrd_work(
      columnMajor, triangle(false), n, a, n, diagonal, beside, tau, work, count)
  }

  static func stedc(
    _ n: CInt, _ diagonal: Elements, _ beside: Elements, _ vectors: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt {
    LAPACKE_sstedc_work(
      columnMajor, letter("I"), n, diagonal, beside, vectors, n, work, count, integers,
      integerCount)
  }

  static func gelsd(
    _ m: CInt, _ n: CInt, _ columns: CInt, _ a: Elements, _ b: Elements, _ s: Elements,
    _ rcond: Self, _ rank: Counts, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_gelsd_f32(m, n, columns, a, b, s, rcond, rank, work, count)
    }
    return LAPACKE_sgelsd_work(
      columnMajor, m, n, columns, a, m, b, Swift.max(m, n), s, rcond, rank, work, count, integers)
  }
}

extension Double: LAPACKScalar {
  static func gesdd(
    _ job: CChar, _ m: CInt, _ n: CInt, _ a: Elements, _ s: Elements, _ u: Elements, _ vt: Elements,
    _ vtRows: CInt, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_gesdd_f64(job, m, n, a, s, u, vt, vtRows, work, count)
    }
    return LAPACKE_dgesdd_work(
      columnMajor, job, m, n, a, m, s, u, m, vt, vtRows, work, count, integers)
  }

  static func syevd(
    _ vectors: Bool, _ upper: Bool, _ n: CInt, _ a: Elements, _ w: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_syevd_f64(vectors, upper, n, a, w, work, count)
    }
    return LAPACKE_dsyevd_work(
      columnMajor, letter(vectors ? "V" : "N"), triangle(upper), n, a, n, w, work, count, integers,
      integerCount)
  }

  static func sytrd(
    _ n: CInt, _ a: Elements, _ diagonal: Elements, _ beside: Elements, _ tau: Elements,
    _ work: Elements, _ count: CInt
  ) -> CInt {
    LAPACKE_dsytrd_work(
      columnMajor, triangle(false), n, a, n, diagonal, beside, tau, work, count)
  }

  static func stedc(
    _ n: CInt, _ diagonal: Elements, _ beside: Elements, _ vectors: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt {
    LAPACKE_dstedc_work(
      columnMajor, letter("I"), n, diagonal, beside, vectors, n, work, count, integers,
      integerCount)
  }

  static func gelsd(
    _ m: CInt, _ n: CInt, _ columns: CInt, _ a: Elements, _ b: Elements, _ s: Elements,
    _ rcond: Self, _ rank: Counts, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_gelsd_f64(m, n, columns, a, b, s, rcond, rank, work, count)
    }
    return LAPACKE_dgelsd_work(
      columnMajor, m, n, columns, a, m, b, Swift.max(m, n), s, rcond, rank, work, count, integers)
  }
}
