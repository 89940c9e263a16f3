// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func losses() throws -> [Tensor?]? {
    let ignored = attributes["ignore_index"] == nil ? nil : int("ignore_index", 0)
    let reduction: Tensor.LossReduction =
      switch text("reduction", "mean") {
      case "sum": .sum
      case "none": .none
      default: .mean
      }
    switch op {
    case "NegativeLogLikelihoodLoss":
      return [
        Tensor.negativeLogLikelihood(
          logProbabilities: self[0], labels: self[1], classWeights: optional(2),
          ignoreIndex: ignored, reduction: reduction)
      ]
    case "SoftmaxCrossEntropyLoss":
      return [
        Tensor.crossEntropy(
          logits: self[0], labels: self[1], classWeights: optional(2), ignoreIndex: ignored,
          reduction: reduction), self[0].logSoftmax(axis: 1),
      ]
    default: return nil
    }
  }
}
