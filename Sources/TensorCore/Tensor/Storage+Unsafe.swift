// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// A block of memory from the pool.
///
/// `@unchecked Sendable`: the bytes are written by the operation that allocates the block, before
/// anybody else can see it, and later only through a tensor that holds the sole reference.
final class Storage: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  private let sizeClass: Int32

  /// - Throws: `outOfMemory`.
  init(byteCount: Int) throws(TensorError) {
    TensorRuntime.bootOnce
    var sizeClass: Int32 = 0
    guard let base = tc_pool_alloc(byteCount, &sizeClass) else {
      throw .outOfMemory(bytes: byteCount)
    }
    self.base = base
    self.sizeClass = sizeClass
  }

  deinit { tc_pool_free(base, sizeClass) }
}
