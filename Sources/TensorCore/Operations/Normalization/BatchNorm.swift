// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Normalisation of channels over the batch: the formulas are in Normalization.swift
extension Tensor {
  /// Means and variances of channels that inference normalises by, carried from step to step of a
  /// training.
  public struct RunningStatistics: Sendable {
    /// [channels]
    public var mean: Tensor
    /// [channels], unbiased.
    public var variance: Tensor

    /// Means of 0 and variances of 1.
    public init(channels: Int, dtype: DType = .float32) {
      mean = .zeros([channels], dtype: dtype)
      variance = .ones([channels], dtype: dtype)
    }

    /// Statistics from elsewhere.
    ///
    /// - Parameters:
    ///   - mean: [channels].
    ///   - variance: [channels].
    public init(mean: Tensor, variance: Tensor) {
      self.mean = mean
      self.variance = variance
    }
  }

  /// Subtracts the mean of every channel over the batch and the spatial axes, and divides by its standard
  /// deviation (Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167).
  ///
  /// - Parameters:
  ///   - weight: [channels], what the result is multiplied by, or `nil`.
  ///   - bias: [channels], what is then added, or `nil`.
  ///   - epsilon: added to the variance, which is that of the population.
  /// - Returns: a tensor of this shape, [batch, channels, …].
  /// - Complexity: O(n), n the number of elements.
  public func batchNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    normalizingBatch(weight: weight, bias: bias, epsilon: epsilon)[0]
  }

  /// ``batchNorm(weight:bias:epsilon:)``, and running statistics moved towards those of this batch: a
  /// value of their own, through which no gradient passes.
  ///
  /// - Parameters:
  ///   - running: the statistics so far.
  ///   - momentum: share of this batch in the new ones.
  ///   - weight: [channels], or `nil`.
  ///   - bias: [channels], or `nil`.
  ///   - epsilon: added to the variance.
  /// - Returns: the normalised tensor and the new statistics, whose variance is unbiased: channels of a
  ///   single element have none, and are an error.
  public func batchNorm(
    updating running: RunningStatistics, momentum: Double = 0.1, weight: Tensor? = nil,
    bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> (result: Tensor, running: RunningStatistics) {
    let results = normalizingBatch(weight: weight, bias: bias, epsilon: epsilon)
    if results[0].isPoisoned { return (results[0], running) }
    let samples = shape[1] == 0 ? 0 : count / shape[1]
    guard samples > 1 else {
      return (
        .failure(
          .invalidShape(
            operation: "batchNorm", shape: shape,
            reason: "has \(samples) elements in a channel: too few for a variance")), running
      )
    }
    let unbiased = results[2].detached() * (Double(samples) / Double(samples - 1))
    let old = (running.mean.detached(), running.variance.detached())
    return (
      results[0],
      RunningStatistics(
        mean: old.0 * (1 - momentum) + results[1].detached() * momentum,
        variance: old.1 * (1 - momentum) + unbiased * momentum)
    )
  }

  /// Normalises channels by given means and variances, as inference does.
  ///
  /// - Parameters:
  ///   - statistics: [channels] each.
  ///   - weight: [channels], or `nil`.
  ///   - bias: [channels], or `nil`.
  ///   - epsilon: added to the variance.
  /// - Returns: a tensor of this shape, [batch, channels, …].
  /// - Complexity: O(n), n the number of elements.
  public func batchNorm(
    by statistics: RunningStatistics, weight: Tensor? = nil, bias: Tensor? = nil,
    epsilon: Double = 1e-5
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let channels = try channelCount(operation: "batchNorm")
      try checkChannels(of: statistics.mean, count: channels, operation: "batchNorm", "mean")
      try checkChannels(
        of: statistics.variance, count: channels, operation: "batchNorm", "variance")
      try checkChannels(of: weight, count: channels, operation: "batchNorm", "weight")
      try checkChannels(of: bias, count: channels, operation: "batchNorm")
      var scale = 1 / (statistics.variance + epsilon).sqrt()
      if let weight { scale = scale * weight }
      let column = [channels] + Array(repeating: 1, count: rank - 2)
      let centered = self - statistics.mean.reshaped(to: column)
      let result = centered * scale.reshaped(to: column)
      return bias.map { result + $0.reshaped(to: column) } ?? result
    } catch {
      return .failure(error)
    }
  }

  /// Subtracts the mean of every group of channels of every item, spatial axes included, and divides by
  /// the standard deviation (Wu and He 2018, https://arxiv.org/abs/1803.08494).
  ///
  /// - Parameters:
  ///   - groups: number of groups; divides the number of channels.
  ///   - weight: [channels], what the result is multiplied by, or `nil`.
  ///   - bias: [channels], what is then added, or `nil`.
  ///   - epsilon: added to the variance.
  /// - Returns: a tensor of this shape, [batch, channels, …].
  /// - Complexity: O(n), n the number of elements.
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    normalizingGroups(groups, weight, bias, epsilon, operation: "groupNorm")
  }

  /// Subtracts the mean of every channel of every item, and divides by the standard deviation (Ulyanov,
  /// Vedaldi and Lempitsky 2016, https://arxiv.org/abs/1607.08022).
  ///
  /// - Parameters:
  ///   - weight: [channels], what the result is multiplied by, or `nil`.
  ///   - bias: [channels], what is then added, or `nil`.
  ///   - epsilon: added to the variance.
  /// - Returns: a tensor of this shape, [batch, channels, …].
  /// - Complexity: O(n), n the number of elements.
  public func instanceNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    let channels = rank < 2 ? 1 : Swift.max(shape[1], 1)
    return normalizingGroups(channels, weight, bias, epsilon, operation: "instanceNorm")
  }

  /// Divides every element by a power of the sum of squares of its neighbours in the channel axis:
  /// x / (k + α / size Σ x²)^β (Krizhevsky, Sutskever and Hinton 2012).
  ///
  /// - Parameters:
  ///   - size: how many channels are neighbours; where it is even, one more before than after.
  ///   - alpha: α.
  ///   - beta: β.
  ///   - k: k, positive.
  /// - Returns: a tensor of this shape, [batch, channels, …].
  /// - Complexity: O(n · size), n the number of elements.
  public func localResponseNorm(
    size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let operation = "localResponseNorm"
      let channels = try channelCount(operation: operation)
      guard size >= 1 else {
        throw .invalidShape(operation: operation, shape: [size], reason: "is no number of channels")
      }
      if count == 0 { return self }
      let planes = (self * self).reshaped(
        to: [shape[0], 1, channels, count / shape[0] / channels])
      let means = planes.averagePool(
        [size, 1], stride: 1, padding: .sides(before: [size / 2, 0], after: [(size - 1) / 2, 0]),
        divisor: size)
      let base = means.reshaped(to: shape) * alpha + k
      return self / (base.log() * beta).exp()
    } catch {
      return .failure(error)
    }
  }

  private func channelCount(operation: String) throws(TensorError) -> Int {
    guard rank >= 2 else {
      throw .invalidShape(operation: operation, shape: shape, reason: "is not [batch, channels, …]")
    }
    return shape[1]
  }

  private func normalizingBatch(weight: Tensor?, bias: Tensor?, epsilon: Double) -> [Tensor] {
    if isPoisoned { return Array(repeating: .passingPoison(self), count: 4) }
    do throws(TensorError) {
      let channels = try channelCount(operation: "batchNorm")
      let plane = shape[2...].reduce(1, *)
      // Short runs of neighbours: the channels are brought together first.
      if plane < 16 && shape[0] > 1 {
        let turned = swappingAxes(0, 1)
        let length = shape[0] * plane
        var results = Normalization.apply(
          turned.reshaped(to: [1, channels, length]),
          .channels(1, channels, length, epsilon: epsilon), weight: weight, bias: bias,
          operation: "batchNorm")
        if !results[0].isPoisoned {
          results[0] = results[0].reshaped(to: turned.shape).swappingAxes(0, 1)
        }
        return results
      }
      return Normalization.apply(
        self, .channels(shape[0], channels, plane, epsilon: epsilon), weight: weight, bias: bias,
        operation: "batchNorm")
    } catch {
      return Array(repeating: .failure(error), count: 4)
    }
  }

  private func normalizingGroups(
    _ groups: Int, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Double, operation: String
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let channels = try channelCount(operation: operation)
      guard groups >= 1, channels % groups == 0 else {
        throw .invalidShape(
          operation: operation, shape: shape,
          reason: "of \(channels) channels cannot be cut into \(groups) groups")
      }
      try checkChannels(of: weight, count: channels, operation: operation, "weight")
      try checkChannels(of: bias, count: channels, operation: operation)
      let shape = NormalizationShape.groups(
        shape[0], groups, channels, shape[2...].reduce(1, *), epsilon: epsilon)
      return Normalization.apply(
        self, shape, weight: weight, bias: bias, operation: operation)[0]
    } catch {
      return .failure(error)
    }
  }
}
