// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func casts() throws -> [Tensor?]? {
    switch op {
    case "Cast": return [self[0].cast(to: try DType(onnx: int("to", 0)))]
    case "CastLike": return [self[0].cast(to: self[1].dtype)]
    default: return nil
    }
  }
}
