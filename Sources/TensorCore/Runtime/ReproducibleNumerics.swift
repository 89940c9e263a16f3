// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// Runs `body` with every number reproducible: all decompositions, too, have the same bits on every
/// processor, for any number of threads and whatever core BLAS computes for.
///
/// All else in TensorCore is reproducible anyway, products in float32 and float64, `solve`, `inverse`,
/// `cholesky`, `qr`, `triangularSolve` and determinants included. `svd`, `eigh`, `lstsq` and what stands on
/// them go to LAPACK outside of this, whose bits depend on the core OpenBLAS chose when the process started
/// and on its threads, neither of which a single call could fix; inside they are computed by plain
/// algorithms of our own, on one thread for each matrix. Those are slower from a few dozen rows on: see the
/// benchmarks.
///
/// ```swift
/// let (values, vectors) = withReproducibleNumerics { covariance.eigh() }
/// ```
///
/// - Parameter body: synchronous work; the demand holds for the calling thread while it runs, and for the
///   gradients that are asked for inside.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withReproducibleNumerics<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  tc_demand_reproducible(1)
  defer { tc_demand_reproducible(-1) }
  return try body()
}

extension Kernels {
  /// Whether this thread is inside ``withReproducibleNumerics(_:)``.
  static var isReproducible: Bool { tc_reproducible() > 0 }
}
