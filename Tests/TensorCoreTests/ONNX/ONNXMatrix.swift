// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func matrix() throws -> [Tensor?]? {
    switch op {
    case "MatMul": return [self[0].matmul(self[1])]
    case "Gemm":
      let a = flag("transA") ? self[0].transposed() : self[0]
      let b = flag("transB") ? self[1].transposed() : self[1]
      let product = a.matmul(b) * number("alpha", 1)
      return [optional(2).map { product + $0 * number("beta", 1) } ?? product]
    case "Det": return [self[0].determinant()]
    case "Einsum": return [Tensor.einsum(text("equation", ""), inputs.map { $0! })]
    default: return nil
    }
  }
}
