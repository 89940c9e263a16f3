// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// The border to the C kernels: everything that turns tensors into pointers. Callers have checked
/// shapes and types; the functions here only allocate, so that is all they throw.
enum Kernels {}

extension Tensor {
  /// The first element. Valid while `body` lives.
  @inline(__always) var data: UnsafeMutableRawPointer { body.data }
}

/// Passes dimensions to C, which takes them as `int64_t *`.
@inline(__always)
func withDimensions<Result>(
  _ dims: Dimensions, _ body: (UnsafePointer<Int64>) -> Result
) -> Result {
  withUnsafePointer(to: dims) {
    $0.withMemoryRebound(to: Int64.self, capacity: maximumRank) { body($0) }
  }
}
