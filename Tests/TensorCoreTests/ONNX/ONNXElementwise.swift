// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func elementwise() throws -> [Tensor?]? {
    switch op {
    case "Add": return [self[0] + self[1]]
    case "Sub": return [self[0] - self[1]]
    case "Mul": return [self[0] * self[1]]
    case "Div": return [self[0] / self[1]]
    case "Neg": return [-self[0]]
    case "Exp": return [self[0].exp()]
    case "Log": return [self[0].log()]
    case "Sqrt": return [self[0].sqrt()]
    case "Tanh": return [self[0].tanh()]
    case "Sigmoid": return [self[0].sigmoid()]
    case "Relu": return [self[0].relu()]
    case "Reciprocal": return [1 / self[0]]
    case "Sum": return [inputs.dropFirst().reduce(self[0]) { $0 + $1! }]
    case "Mean":
      return [inputs.dropFirst().reduce(self[0]) { $0 + $1! } / Double(inputs.count)]
    default: return nil
    }
  }
}
