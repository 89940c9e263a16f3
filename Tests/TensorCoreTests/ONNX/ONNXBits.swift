// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func bits() throws -> [Tensor?]? {
    switch op {
    case "BitwiseAnd": return [self[0] & self[1]]
    case "BitwiseOr": return [self[0] | self[1]]
    case "BitwiseXor": return [self[0] ^ self[1]]
    case "BitwiseNot": return [~self[0]]
    case "BitShift":
      return [text("direction", "LEFT") == "LEFT" ? self[0] << self[1] : self[0] >> self[1]]
    default: return nil
    }
  }
}
