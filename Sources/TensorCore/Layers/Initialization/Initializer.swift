// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How the elements of a parameter begin. The same key gives the same elements, on every machine.
public struct Initializer: Sendable, Hashable {
  private enum Rule: Sendable, Hashable {
    case constant(Double)
    case uniform(low: Double, high: Double)
    case normal(mean: Double, deviation: Double)
    case truncated(mean: Double, deviation: Double, low: Double, high: Double)
    case xavier(isUniform: Bool, gain: Gain)
    case kaiming(isUniform: Bool, mode: Fans.Mode, gain: Gain)
    case orthogonal(gain: Double)
  }

  private let rule: Rule

  /// The same number everywhere.
  ///
  /// - Parameter value: every number.
  public static func constant(_ value: Double) -> Self { Self(rule: .constant(value)) }
  /// 0 everywhere.
  public static let zeros = constant(0)
  /// 1 everywhere.
  public static let ones = constant(1)

  /// Spread evenly over an interval.
  ///
  /// - Parameter range: the interval, its end excluded.
  public static func uniform(in range: Range<Double>) -> Self {
    Self(rule: .uniform(low: range.lowerBound, high: range.upperBound))
  }

  /// Of the normal distribution.
  ///
  /// - Parameters:
  ///   - mean: its mean.
  ///   - standardDeviation: its standard deviation.
  public static func normal(mean: Double = 0, standardDeviation: Double = 1) -> Self {
    Self(rule: .normal(mean: mean, deviation: standardDeviation))
  }

  /// Of the normal distribution within an interval.
  ///
  /// - Parameters:
  ///   - mean: mean of the whole distribution.
  ///   - standardDeviation: standard deviation of the whole distribution.
  ///   - range: the interval.
  public static func truncatedNormal(
    mean: Double = 0, standardDeviation: Double = 1, in range: ClosedRange<Double> = -2...2
  ) -> Self {
    Self(
      rule: .truncated(
        mean: mean, deviation: standardDeviation, low: range.lowerBound, high: range.upperBound))
  }

  /// Uniform in ± gain √(6 / (inputs + outputs)) (Glorot, Bengio 2010,
  /// https://proceedings.mlr.press/v9/glorot10a.html).
  ///
  /// - Parameter gain: that of the function behind the layer.
  public static func xavierUniform(gain: Gain = .linear) -> Self {
    Self(rule: .xavier(isUniform: true, gain: gain))
  }

  /// Normal with standard deviation gain √(2 / (inputs + outputs)).
  ///
  /// - Parameter gain: that of the function behind the layer.
  public static func xavierNormal(gain: Gain = .linear) -> Self {
    Self(rule: .xavier(isUniform: false, gain: gain))
  }

  /// Uniform in ± gain √(3 / fan) (He, Zhang, Ren, Sun 2015, https://arxiv.org/abs/1502.01852).
  ///
  /// - Parameters:
  ///   - mode: which fan.
  ///   - gain: of the function that follows.
  public static func kaimingUniform(mode: Fans.Mode = .inputs, gain: Gain = .relu) -> Self {
    Self(rule: .kaiming(isUniform: true, mode: mode, gain: gain))
  }

  /// Normal with standard deviation gain / √fan.
  ///
  /// - Parameters:
  ///   - mode: which fan.
  ///   - gain: of the function that follows.
  public static func kaimingNormal(mode: Fans.Mode = .inputs, gain: Gain = .relu) -> Self {
    Self(rule: .kaiming(isUniform: false, mode: mode, gain: gain))
  }

  /// Rows or columns, whichever are fewer, at right angles and of length gain (Saxe, McClelland, Ganguli
  /// 2013, https://arxiv.org/abs/1312.6120). Axes after the first count as one.
  ///
  /// - Parameter gain: what all singular values are.
  public static func orthogonal(gain: Gain = .linear) -> Self {
    Self(rule: .orthogonal(gain: gain.factor))
  }

  /// Elements for a parameter.
  ///
  /// - Parameters:
  ///   - shape: its shape: [outputs, inputs, kernel…] for a weight.
  ///   - fans: what to scale by; those of the shape where `nil`.
  ///   - key: where the elements follow from.
  ///   - dtype: float32 or float64.
  /// - Complexity: O(n), n the number of elements; for an orthogonal matrix that of its QR decomposition.
  public func callAsFunction(
    _ shape: [Int], fans: Fans? = nil, key: RandomKey, dtype: DType = .float32
  ) -> Tensor {
    let fans = fans ?? Fans(of: shape)
    switch rule {
    case .constant(let value): return .full(value, shape: shape, dtype: dtype)
    case .uniform(let low, let high):
      return .randomUniform(shape, in: low..<high, key: key, dtype: dtype)
    case .normal(let mean, let deviation):
      return .randomNormal(
        shape, mean: mean, standardDeviation: deviation, key: key, dtype: dtype)
    case .truncated(let mean, let deviation, let low, let high):
      return .randomTruncatedNormal(
        shape, mean: mean, standardDeviation: deviation, in: low...high, key: key, dtype: dtype)
    case .xavier(let isUniform, let gain):
      let mean = Double(Swift.max(fans.inputs + fans.outputs, 1)) / 2
      return Self.scaled(shape, gain.factor / mean.squareRoot(), isUniform, key, dtype)
    case .kaiming(let isUniform, let mode, let gain):
      let fan = Double(Swift.max(mode == .inputs ? fans.inputs : fans.outputs, 1))
      return Self.scaled(shape, gain.factor / fan.squareRoot(), isUniform, key, dtype)
    case .orthogonal(let gain): return Self.orthogonal(shape, gain, key, dtype)
    }
  }

  private static func scaled(
    _ shape: [Int], _ deviation: Double, _ isUniform: Bool, _ key: RandomKey, _ dtype: DType
  ) -> Tensor {
    guard isUniform else {
      return .randomNormal(shape, standardDeviation: deviation, key: key, dtype: dtype)
    }
    let bound = 3.0.squareRoot() * deviation
    if bound == 0 { return .zeros(shape, dtype: dtype) }
    return .randomUniform(shape, in: -bound..<bound, key: key, dtype: dtype)
  }

  private static func orthogonal(
    _ shape: [Int], _ gain: Double, _ key: RandomKey, _ dtype: DType
  ) -> Tensor {
    guard shape.count >= 2 else {
      return .failure(
        .invalidShape(
          operation: "orthogonal initializer", shape: shape, reason: "is not that of a matrix"))
    }
    let rows = shape[0]
    let columns = shape.dropFirst().reduce(1, *)
    if rows == 0 || columns == 0 { return .zeros(shape, dtype: dtype) }
    let isWide = rows < columns
    let draw = Tensor.randomNormal(
      isWide ? [columns, rows] : [rows, columns], key: key, dtype: dtype)
    // With the signs of R's diagonal the matrix is as likely as any other; the same bits everywhere.
    let (q, r) = withReproducibleNumerics { draw.qr() }
    let signs = r.diagonal().less(than: .zeros([Swift.min(rows, columns)], dtype: dtype))
    let matrix = Tensor.where(signs, -q, q) * gain
    return (isWide ? matrix.transposed() : matrix).reshaped(to: shape)
  }
}
