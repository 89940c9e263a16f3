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

  static func getrf(_ n: CInt, _ a: Elements, _ pivots: Counts) -> CInt
  static func getrs(
    _ transposed: Bool, _ n: CInt, _ columns: CInt, _ factors: Elements, _ pivots: Counts,
    _ b: Elements
  ) -> CInt
  static func getri(
    _ n: CInt, _ a: Elements, _ pivots: Counts, _ work: Elements, _ count: CInt
  ) -> CInt
  static func trtrs(
    _ upper: Bool, _ transposed: Bool, _ unit: Bool, _ n: CInt, _ columns: CInt, _ a: Elements,
    _ b: Elements
  ) -> CInt
  static func potrf(_ upper: Bool, _ n: CInt, _ a: Elements) -> CInt
  static func gelqf(
    _ m: CInt, _ n: CInt, _ a: Elements, _ tau: Elements, _ work: Elements, _ count: CInt
  ) -> CInt
  static func orglq(
    _ m: CInt, _ n: CInt, _ k: CInt, _ a: Elements, _ tau: Elements, _ work: Elements,
    _ count: CInt
  ) -> CInt
  static func gesdd(
    _ job: CChar, _ m: CInt, _ n: CInt, _ a: Elements, _ s: Elements, _ u: Elements, _ vt: Elements,
    _ vtRows: CInt, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt
  static func syevd(
    _ vectors: Bool, _ upper: Bool, _ n: CInt, _ a: Elements, _ w: Elements, _ work: Elements,
    _ count: CInt, _ integers: Counts, _ integerCount: CInt
  ) -> CInt
  static func gelsd(
    _ m: CInt, _ n: CInt, _ columns: CInt, _ a: Elements, _ b: Elements, _ s: Elements,
    _ rcond: Self, _ rank: Counts, _ work: Elements, _ count: CInt, _ integers: Counts
  ) -> CInt
}

private let columnMajor = LAPACK_COL_MAJOR

private func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(scalar.value) }
private func transposition(_ transposed: Bool) -> CChar { letter(transposed ? "T" : "N") }
private func triangle(_ upper: Bool) -> CChar { letter(upper ? "U" : "L") }

extension Float: LAPACKScalar {
  static func getrf(_ n: CInt, _ a: Elements, _ pivots: Counts) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_getrf_f32(n, a, pivots)
    }
    return LAPACKE_sgetrf_work(columnMajor, n, n, a, n, pivots)
  }

  static func getrs(
    _ transposed: Bool, _ n: CInt, _ columns: CInt, _ factors: Elements, _ pivots: Counts,
    _ b: Elements
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_getrs_f32(transposed, n, columns, factors, pivots, b)
    }
    return LAPACKE_sgetrs_work(
      columnMajor, transposition(transposed), n, columns, factors, n, pivots, b, n)
  }

  static func getri(
    _ n: CInt, _ a: Elements, _ pivots: Counts, _ work: Elements, _ count: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_getri_f32(n, a, pivots, work, count)
    }
    return LAPACKE_sgetri_work(columnMajor, n, a, n, pivots, work, count)
  }

  static func trtrs(
    _ upper: Bool, _ transposed: Bool, _ unit: Bool, _ n: CInt, _ columns: CInt, _ a: Elements,
    _ b: Elements
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_trtrs_f32(upper, transposed, unit, n, columns, a, b)
    }
    return LAPACKE_strtrs_work(
      columnMajor, triangle(upper), transposition(transposed), letter(unit ? "U" : "N"), n, columns,
      a, n, b, n)
  }

  static func potrf(_ upper: Bool, _ n: CInt, _ a: Elements) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_potrf_f32(upper, n, a)
    }
    return LAPACKE_spotrf_work(columnMajor, triangle(upper), n, a, n)
  }

  static func gelqf(
    _ m: CInt, _ n: CInt, _ a: Elements, _ tau: Elements, _ work: Elements, _ count: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_gelqf_f32(m, n, a, tau, work, count)
    }
    return LAPACKE_sgelqf_work(columnMajor, m, n, a, m, tau, work, count)
  }

  static func orglq(
    _ m: CInt, _ n: CInt, _ k: CInt, _ a: Elements, _ tau: Elements, _ work: Elements, _ count: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_orglq_f32(m, n, k, a, tau, work, count)
    }
    return LAPACKE_sorglq_work(columnMajor, m, n, k, a, m, tau, work, count)
  }

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
  static func getrf(_ n: CInt, _ a: Elements, _ pivots: Counts) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_getrf_f64(n, a, pivots)
    }
    return LAPACKE_dgetrf_work(columnMajor, n, n, a, n, pivots)
  }

  static func getrs(
    _ transposed: Bool, _ n: CInt, _ columns: CInt, _ factors: Elements, _ pivots: Counts,
    _ b: Elements
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_getrs_f64(transposed, n, columns, factors, pivots, b)
    }
    return LAPACKE_dgetrs_work(
      columnMajor, transposition(transposed), n, columns, factors, n, pivots, b, n)
  }

  static func getri(
    _ n: CInt, _ a: Elements, _ pivots: Counts, _ work: Elements, _ count: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_getri_f64(n, a, pivots, work, count)
    }
    return LAPACKE_dgetri_work(columnMajor, n, a, n, pivots, work, count)
  }

  static func trtrs(
    _ upper: Bool, _ transposed: Bool, _ unit: Bool, _ n: CInt, _ columns: CInt, _ a: Elements,
    _ b: Elements
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_trtrs_f64(upper, transposed, unit, n, columns, a, b)
    }
    return LAPACKE_dtrtrs_work(
      columnMajor, triangle(upper), transposition(transposed), letter(unit ? "U" : "N"), n, columns,
      a, n, b, n)
  }

  static func potrf(_ upper: Bool, _ n: CInt, _ a: Elements) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_potrf_f64(upper, n, a)
    }
    return LAPACKE_dpotrf_work(columnMajor, triangle(upper), n, a, n)
  }

  static func gelqf(
    _ m: CInt, _ n: CInt, _ a: Elements, _ tau: Elements, _ work: Elements, _ count: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_gelqf_f64(m, n, a, tau, work, count)
    }
    return LAPACKE_dgelqf_work(columnMajor, m, n, a, m, tau, work, count)
  }

  static func orglq(
    _ m: CInt, _ n: CInt, _ k: CInt, _ a: Elements, _ tau: Elements, _ work: Elements, _ count: CInt
  ) -> CInt {
    if Kernels.isReproducible {
      return tc_plain_orglq_f64(m, n, k, a, tau, work, count)
    }
    return LAPACKE_dorglq_work(columnMajor, m, n, k, a, m, tau, work, count)
  }

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
