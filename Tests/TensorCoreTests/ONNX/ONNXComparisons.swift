// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func comparisons() throws -> [Tensor?]? {
    switch op {
    case "Equal": return [self[0] .== self[1]]
    case "Less": return [self[0] .< self[1]]
    case "LessOrEqual": return [self[0] .<= self[1]]
    case "Greater": return [self[0] .> self[1]]
    case "GreaterOrEqual": return [self[0] .>= self[1]]
    case "And": return [self[0] .& self[1]]
    case "Or": return [self[0] .| self[1]]
    case "Xor": return [self[0] .^ self[1]]
    case "Not": return [.!self[0]]
    case "Where": return [Tensor.where(self[0], self[1], self[2])]
    case "IsNaN": return [self[0].isNaN()]
    case "IsInf":
      if !flag("detect_negative", true) { return [self[0] .== Double.infinity] }
      if !flag("detect_positive", true) { return [self[0] .== -Double.infinity] }
      return [self[0].isInfinite()]
    default: return nil
    }
  }
}
