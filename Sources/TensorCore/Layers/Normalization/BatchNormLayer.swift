// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Normalises channels, then scales and shifts them (Ioffe, Szegedy 2015,
/// https://arxiv.org/abs/1502.03167): in training by the batch's means and variances, and the running
/// statistics move towards them; otherwise by the running statistics.
///
/// One layer for any number of spatial axes.
public struct BatchNorm: Layer {
  /// [channels]; `nil` for none.
  @Parameter public var weight: Tensor?
  /// [channels]; `nil` for none.
  @Parameter public var bias: Tensor?
  /// [channels].
  @Buffer public var runningMean: Tensor
  /// [channels], unbiased.
  @Buffer public var runningVariance: Tensor
  /// Number of batches that moved the statistics: a single int64.
  @Buffer public var batchCount: Tensor
  /// Added to the variance.
  public let epsilon: Double
  /// Share of a batch in the new running statistics; `nil` for the mean of all batches.
  public let momentum: Double?

  /// A layer with weights of 1, biases and means of 0 and variances of 1.
  ///
  /// - Parameters:
  ///   - channels: number of channels.
  ///   - epsilon: added to the variance.
  ///   - momentum: share of a batch in the new running statistics; `nil` for the mean of all batches.
  ///   - isAffine: whether channels are scaled and shifted.
  ///   - dtype: float32 or float64.
  public init(
    channels: Int, epsilon: Double = 1e-5, momentum: Double? = 0.1, isAffine: Bool = true,
    dtype: DType = .float32
  ) {
    precondition(
      momentum.map { (0...1).contains($0) } ?? true, "a BatchNorm of momentum \(momentum ?? 0)")
    self.epsilon = epsilon
    self.momentum = momentum
    weight = isAffine ? .ones([channels], dtype: dtype) : nil
    bias = isAffine ? .zeros([channels], dtype: dtype) : nil
    runningMean = .zeros([channels], dtype: dtype)
    runningVariance = .ones([channels], dtype: dtype)
    batchCount = .zeros([], dtype: .int64)
  }

  /// The normalised input, of the same shape.
  ///
  /// - Parameter x: [batch, channels, …]; in training more than one element a channel.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard let pass = TrainingPass.current else {
      return x.batchNorm(
        by: .init(mean: runningMean, variance: runningVariance), weight: weight, bias: bias,
        epsilon: epsilon)
    }
    let running = Tensor.RunningStatistics(
      mean: pass.value(of: _runningMean), variance: pass.value(of: _runningVariance))
    let count = pass.value(of: _batchCount) + 1
    let (result, moved) = x.batchNorm(
      updating: running, momentum: momentum ?? 1 / count.item(), weight: weight, bias: bias,
      epsilon: epsilon)
    if result.isPoisoned { return result }
    pass.set(_runningMean, to: moved.mean)
    pass.set(_runningVariance, to: moved.variance)
    pass.set(_batchCount, to: count)
    return result
  }

  /// `weight`, `bias`, `running_mean`, `running_var`, `num_batches_tracked`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("weight", &_weight)
    visit("bias", &_bias)
    visit("running_mean", &_runningMean)
    visit("running_var", &_runningVariance)
    visit("num_batches_tracked", &_batchCount)
  }
}
