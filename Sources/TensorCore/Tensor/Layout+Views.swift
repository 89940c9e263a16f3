// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Layout {
  /// The strides under which the same elements in row-major order have the shape of `target`; `nil`
  /// where they do not lie evenly enough and have to be copied.
  ///
  /// - Parameter target: a dense layout of as many elements.
  func viewed(as target: Layout) -> Layout? {
    if isDense || count == 0 { return target }
    // Neighbouring axes that lie evenly, merged.
    var dims = Dimensions(repeating: 1)
    var strides = Dimensions(repeating: 1)
    var block = 0
    for d in 0..<rank where self.dims[d] != 1 {
      if block > 0 && strides[block - 1] == self.strides[d] &* self.dims[d] {
        dims[block - 1] *= self.dims[d]
      } else {
        dims[block] = self.dims[d]
        block += 1
      }
      strides[block - 1] = self.strides[d]
    }
    // Each is cut into axes of the target, the last one first.
    var result = target
    var left = 1
    var stride = 1
    for d in (0..<target.rank).reversed() where target.dims[d] != 1 {
      if left == 1 {
        block -= 1
        left = dims[block]
        stride = strides[block]
      }
      guard left % target.dims[d] == 0 else { return nil }
      result.strides[d] = stride
      stride &*= target.dims[d]
      left /= target.dims[d]
    }
    result.updateDensity()
    return result
  }
}
