// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Runs an operation that works along the last axis along any other.
  func alongLast(_ axis: Int, operation: String, _ body: (Tensor) -> Tensor) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: operation)
      if axis == rank - 1 { return body(self) }
      return body(swappingAxes(axis, -1)).swappingAxes(axis, -1)
    } catch {
      return .failure(error)
    }
  }
}
