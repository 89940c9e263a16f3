// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func normalization() throws -> [Tensor?]? {
    let x = self[0]
    let epsilon = number("epsilon", 1e-5)
    let axis = int("axis", -1)
    let last = axis < 0 ? -axis : x.rank - axis
    switch op {
    case "Softmax": return [x.softmax(axis: axis)]
    case "LogSoftmax": return [x.logSoftmax(axis: axis)]
    case "LayerNormalization":
      let axes = Array((x.rank - last)..<x.rank)
      let variance = x.variance(axes: axes, keepDims: true)
      return [
        x.layerNorm(axes: last, weight: self[1], bias: optional(2), epsilon: epsilon),
        x.mean(axes: axes, keepDims: true), (variance + epsilon).rsqrt(),
      ]
    case "RMSNormalization": return [x.rmsNorm(axes: last, weight: self[1], epsilon: epsilon)]
    case "InstanceNormalization":
      return [x.instanceNorm(weight: self[1], bias: self[2], epsilon: epsilon)]
    case "GroupNormalization":
      return [
        x.groupNorm(
          groups: int("num_groups", 1), weight: self[1], bias: self[2], epsilon: epsilon)
      ]
    case "BatchNormalization": return batchNormalization(epsilon)
    case "LRN":
      return [
        x.localResponseNorm(
          size: int("size", 1), alpha: number("alpha", 1e-4), beta: number("beta", 0.75),
          k: number("bias", 1))
      ]
    case "LpNormalization":
      return [
        int("p", 2) == 2
          ? x.l2Normalized(axis: axis) : x / x.norm(1, axes: [axis], keepDims: true)
      ]
    case "MeanVarianceNormalization":
      let axes = ints("axes") ?? [0, 2, 3]
      let centred = x - x.mean(axes: axes, keepDims: true)
      return [centred / (x.standardDeviation(axes: axes, keepDims: true) + 1e-9)]
    default: return nil
    }
  }

  private func batchNormalization(_ epsilon: Double) -> [Tensor?] {
    let x = self[0]
    let running = Tensor.RunningStatistics(mean: self[3], variance: self[4])
    guard flag("training_mode") else {
      return [x.batchNorm(by: running, weight: self[1], bias: self[2], epsilon: epsilon)]
    }
    let share = 1 - number("momentum", 0.9)
    let (result, moved) = x.batchNorm(
      updating: running, momentum: share, weight: self[1], bias: self[2], epsilon: epsilon)
    // ONNX's running variance is that of the population; ours is unbiased, as PyTorch's.
    let axes = (0..<x.rank).filter { $0 != 1 }
    let variance = self[4] * (1 - share) + x.variance(axes: axes) * share
    return [result, moved.mean, variance]
  }
}
