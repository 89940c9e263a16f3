// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import CLAPACKE
import COpenBLAS
import TensorCore

/// Decompositions in float64, beside bare LAPACKE on column-major copies of the same matrices, with as
/// many threads as it likes.
enum LinearAlgebraBenchmarks {
  static let all: [Benchmark] = [100, 500].flatMap { n in
    [solve(n), cholesky(n), svd(n), eigh(n)]
  }

  /// A symmetric positive definite matrix, which is its own transpose.
  private static func matrix(_ n: Int) -> Tensor {
    let x = Tensor.randomNormal([n, n], key: RandomKey(seed: 1)).cast(to: .float64)
    return x.matmul(x.transposed()) * (1 / Double(n)) + Tensor.eye(n, dtype: .float64)
  }

  private static func benchmark(
    _ name: String, _ n: Int, against routine: String,
    _ work: @escaping @Sendable (Tensor) -> Tensor,
    peer: @escaping @Sendable (inout [Double], CInt) -> CInt
  ) -> Benchmark {
    Benchmark(
      "tensor/\(name) \(n)", unit: "matrix",
      peer: (
        "LAPACKE_\(routine)",
        {
          let elements = matrix(n).scalars(as: Double.self)
          return {
            openblas_set_num_threads(CInt(TensorRuntime.threads))
            var copy = elements
            precondition(peer(&copy, CInt(n)) == 0, "\(routine) failed")
            openblas_set_num_threads(1)
            sink(copy)
          }
        }
      )
    ) {
      let x = matrix(n)
      return { sink(work(x)) }
    }
  }

  private static func solve(_ n: Int) -> Benchmark {
    benchmark("solve", n, against: "dgesv") {
      $0.solve($0.sliced(0..<1).transposed())
    } peer: { a, n in
      var b = Array(a[..<Int(n)])
      var pivots = [CInt](repeating: 0, count: Int(n))
      return LAPACKE_dgesv(LAPACK_COL_MAJOR, n, 1, &a, n, &pivots, &b, n)
    }
  }

  private static func cholesky(_ n: Int) -> Benchmark {
    benchmark("cholesky", n, against: "dpotrf") {
      $0.cholesky()
    } peer: { a, n in
      LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), n, &a, n)
    }
  }

  private static func svd(_ n: Int) -> Benchmark {
    benchmark("svd", n, against: "dgesdd") {
      $0.svd().u
    } peer: { a, n in
      var s = [Double](repeating: 0, count: Int(n))
      var u = [Double](repeating: 0, count: Int(n * n))
      var vt = [Double](repeating: 0, count: Int(n * n))
      return LAPACKE_dgesdd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "S")), n, n, &a, n, &s, &u, n, &vt, n)
    }
  }

  private static func eigh(_ n: Int) -> Benchmark {
    benchmark("eigh", n, against: "dsyevd") {
      $0.eigh().vectors
    } peer: { a, n in
      var w = [Double](repeating: 0, count: Int(n))
      return LAPACKE_dsyevd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), n, &a, n, &w)
    }
  }
}
