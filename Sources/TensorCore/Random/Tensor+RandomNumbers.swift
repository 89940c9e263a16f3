// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Numbers spread evenly over an interval, its upper end excluded.
  ///
  /// They are a multiple of 2⁻²⁴ (in float64 2⁻⁵³) in 0..<1, times the width, plus the lower end. Half-width
  /// types are drawn as float32 and rounded.
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - range: the interval; it must not be empty, and its width must be finite.
  ///   - key: where the numbers follow from.
  ///   - dtype: a floating-point type.
  /// - Complexity: O(n), n the number of elements.
  public static func randomUniform(
    _ shape: [Int], in range: Range<Double> = 0..<1, key: RandomKey, dtype: DType = .float32
  ) -> Tensor {
    do throws(TensorError) {
      let drawn = try dtype.drawn(for: "randomUniform")
      let width = range.upperBound - range.lowerBound
      guard !range.isEmpty, drawn == .float64 ? width.isFinite : Float(width).isFinite else {
        throw .invalidArgument(
          operation: "randomUniform", reason: "the interval \(range) is empty or too wide")
      }
      let highest = Swift.max(dtype.largest(below: range.upperBound), range.lowerBound)
      return try Kernels.randomUniform(
        key, .numbers, in: range, highest: highest,
        layout: Layout(shape: shape, operation: "randomUniform"), dtype: drawn
      ).cast(to: dtype)
    } catch {
      return failure(error)
    }
  }

  /// Numbers of the normal distribution, by Box and Muller (https://doi.org/10.1214/aoms/1177706645).
  ///
  /// In float32 none is farther than 6.8 standard deviations from the mean, in float64 than 8.6. Half-width
  /// types are drawn as float32 and rounded.
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - mean: mean of the distribution.
  ///   - standardDeviation: its standard deviation, not negative.
  ///   - key: where the numbers follow from.
  ///   - dtype: a floating-point type.
  /// - Complexity: O(n), n the number of elements.
  public static func randomNormal(
    _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1, key: RandomKey,
    dtype: DType = .float32
  ) -> Tensor {
    do throws(TensorError) {
      let drawn = try dtype.drawn(for: "randomNormal")
      try check(mean, standardDeviation, standardDeviation >= 0, operation: "randomNormal")
      return try Kernels.randomNormal(
        key, mean: mean, deviation: standardDeviation,
        layout: Layout(shape: shape, operation: "randomNormal"), dtype: drawn
      ).cast(to: dtype)
    } catch {
      return failure(error)
    }
  }

  /// Numbers of the normal distribution given that they lie in an interval, by rejection (Robert 1995,
  /// https://doi.org/10.1007/BF00143942): exact, however far out the interval lies.
  ///
  /// Computed in float64 and rounded to the element type.
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - mean: mean of the whole distribution.
  ///   - standardDeviation: its standard deviation, above 0.
  ///   - range: where the numbers may lie; an end may be infinite. By default two standard deviations to
  ///     both sides of the mean.
  ///   - key: where the numbers follow from.
  ///   - dtype: a floating-point type.
  /// - Complexity: O(n), n the number of elements; fewer than 3 attempts each on average.
  public static func randomTruncatedNormal(
    _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1,
    in range: ClosedRange<Double>? = nil, key: RandomKey, dtype: DType = .float32
  ) -> Tensor {
    let operation = "randomTruncatedNormal"
    do throws(TensorError) {
      _ = try dtype.drawn(for: operation)
      try check(mean, standardDeviation, standardDeviation > 0, operation: operation)
      let interval =
        range ?? (mean - 2 * standardDeviation)...(mean + 2 * standardDeviation)
      // In standard deviations, where the numbers are drawn.
      let low = (interval.lowerBound - mean) / standardDeviation
      let high = (interval.upperBound - mean) / standardDeviation
      guard low < high, low < 1e8, high > -1e8 else {
        throw .invalidArgument(
          operation: operation,
          reason: "no number of this distribution can be drawn from \(interval)")
      }
      return try Kernels.randomTruncated(
        key, mean: mean, deviation: standardDeviation, in: interval,
        layout: Layout(shape: shape, operation: operation)
      ).cast(to: dtype)
    } catch {
      return failure(error)
    }
  }

  /// Whole numbers, each of a range as likely as any other (Lemire 2019, https://doi.org/10.1145/3230636).
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - range: the numbers to choose from; it must not be empty.
  ///   - key: where the numbers follow from.
  ///   - dtype: element type; an integer type must hold the whole range.
  /// - Complexity: O(n), n the number of elements.
  public static func randomIntegers(
    _ shape: [Int], in range: Range<Int>, key: RandomKey, dtype: DType = .int64
  ) -> Tensor {
    let operation = "randomIntegers"
    do throws(TensorError) {
      guard !range.isEmpty else {
        throw .invalidArgument(operation: operation, reason: "the range \(range) is empty")
      }
      if !dtype.isFloatingPoint {
        let bounds = dtype.integerBounds
        guard range.lowerBound >= bounds.lowerBound && range.upperBound - 1 <= bounds.upperBound
        else {
          throw .invalidArgument(
            operation: operation, reason: "\(dtype) does not hold the range \(range)")
        }
      }
      return try Kernels.randomIntegers(
        key, in: range, layout: Layout(shape: shape, operation: operation)
      ).cast(to: dtype)
    } catch {
      return failure(error)
    }
  }

  private static func check(
    _ mean: Double, _ deviation: Double, _ isPossible: Bool, operation: String
  ) throws(TensorError) {
    guard isPossible && deviation.isFinite && mean.isFinite else {
      throw .invalidArgument(
        operation: operation,
        reason: "there is no distribution with mean \(mean) and standard deviation \(deviation)")
    }
  }
}

extension DType {
  /// The type random numbers of this one are drawn in.
  ///
  /// - Throws: `unsupportedType` where it is no floating-point type.
  fileprivate func drawn(for operation: String) throws(TensorError) -> DType {
    guard isFloatingPoint else { throw .unsupportedType(operation: operation, dtype: self) }
    return computed
  }

  /// The largest number of this floating-point type below another number.
  fileprivate func largest(below bound: Double) -> Double {
    switch self {
    case .float16:
      let nearest = Float16(bound)
      return Double(Double(nearest) < bound ? nearest : nearest.nextDown)
    case .bfloat16:
      let nearest = BFloat16(Float(bound))
      return Double(Double(nearest) < bound ? nearest : nearest.nextDown)
    case .float64: return bound.nextDown
    default:
      let nearest = Float(bound)
      return Double(Double(nearest) < bound ? nearest : nearest.nextDown)
    }
  }
}

extension BFloat16 {
  /// The next number below a finite one.
  fileprivate var nextDown: BFloat16 {
    let float = Float(self)
    // Numbers of one sign follow one another as their bits do.
    if float == 0 { return BFloat16(bitPattern: 0x8001) }
    return BFloat16(bitPattern: float > 0 ? bitPattern - 1 : bitPattern + 1)
  }
}
