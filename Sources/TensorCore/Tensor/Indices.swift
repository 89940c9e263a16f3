// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A list of checked row numbers, as the kernels take them: the integer operand of an operation. It is
/// an attribute and not an input, since nothing can be differentiated with respect to it.
struct Indices: Sendable {
  /// Dense int64.
  let tensor: Tensor
  /// Every index lies in `0..<bound`.
  let bound: Int

  var count: Int { tensor.count }

  /// - Throws: `unsupportedType` where the elements are no integers, `indexOutOfRange`.
  init(_ tensor: Tensor, bound: Int, operation: String) throws(TensorError) {
    switch tensor.dtype {
    case .int8, .int16, .int32, .int64, .uint8: break
    default: throw .unsupportedType(operation: operation, dtype: tensor.dtype)
    }
    let dense = try Kernels.cast(tensor.detached(), to: .int64)
    if let outside = Kernels.firstOutside(dense, bound: bound) {
      throw .indexOutOfRange(operation: operation, index: outside, bound: bound)
    }
    self.tensor = dense
    self.bound = bound
  }

  /// Indices that are known to be dense int64 within the bound.
  init(checked tensor: Tensor, bound: Int) {
    self.tensor = tensor
    self.bound = bound
  }
}
