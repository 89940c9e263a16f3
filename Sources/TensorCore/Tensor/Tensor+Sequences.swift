// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// The numbers 0, 1, … `count - 1`.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - dtype: element type.
  public static func arange(_ count: Int, dtype: DType = .float32) -> Tensor {
    arange(0..<Swift.max(count, 0), dtype: dtype)
  }

  /// The numbers of a range.
  ///
  /// - Parameters:
  ///   - range: the numbers.
  ///   - dtype: element type.
  public static func arange(_ range: Range<Int>, dtype: DType = .float32) -> Tensor {
    whole(from: range.lowerBound, step: 1, count: range.count, dtype: dtype)
  }

  /// Whole numbers from `start` on, every `step`, that do not reach `end`; none where `end` lies the other
  /// way.
  ///
  /// - Parameters:
  ///   - start: the first number.
  ///   - end: where to stop, not itself among the numbers.
  ///   - step: from one to the next; not 0.
  ///   - dtype: element type.
  public static func arange(
    _ start: Int, _ end: Int, step: Int = 1, dtype: DType = .float32
  ) -> Tensor {
    guard step != 0 else { return zeroStep }
    let isUp = step > 0
    guard isUp ? start < end : start > end else { return zeros([0], dtype: dtype) }
    // Differences of two `Int` fit their unsigned type.
    let distance = isUp ? UInt(bitPattern: end &- start) : UInt(bitPattern: start &- end)
    let count = Int(clamping: (distance - 1) / step.magnitude + 1)
    return whole(from: start, step: step, count: count, dtype: dtype)
  }

  /// Numbers from `start` on, every `step`, that do not reach `end`, as NumPy's `arange`: the number of
  /// elements is the quotient rounded up, and element i is `start + i · step`, computed in float64.
  ///
  /// Where the number of elements matters more than the step, take ``linspace(_:_:count:dtype:)``.
  ///
  /// - Parameters:
  ///   - start: the first number.
  ///   - end: where to stop, not itself among the numbers but for rounding.
  ///   - step: from one to the next; not 0.
  ///   - dtype: element type.
  public static func arange(
    _ start: Double, _ end: Double, step: Double, dtype: DType = .float32
  ) -> Tensor {
    guard step != 0 else { return zeroStep }
    let count = ((end - start) / step).rounded(.up)
    guard count.isFinite && start.isFinite else {
      return failure(
        .invalidArgument(
          operation: "arange", reason: "from \(start) to \(end) by \(step) is no finite sequence"))
    }
    guard count > 0 else { return zeros([0], dtype: dtype) }
    // As NumPy: the difference of the first two, which may be the step rounded.
    let difference = start + step - start
    return sequence(Int(clamping: Int64(exactly: count) ?? .max), dtype: dtype, operation: "arange")
    {
      start + Double($0) * difference
    }
  }

  /// Numbers spread evenly over an interval, both ends included, as NumPy's `linspace`; computed in
  /// float64.
  ///
  /// - Parameters:
  ///   - start: the first number.
  ///   - end: the last one, where there is more than one.
  ///   - count: how many.
  ///   - dtype: element type.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32
  ) -> Tensor {
    let step = (end - start) / Double(Swift.max(count - 1, 1))
    return sequence(count, dtype: dtype, operation: "linspace") {
      $0 == count - 1 && $0 > 0 ? end : Double($0) * step + start
    }
  }

  /// Powers of a base whose exponents are spread evenly, both ends included; computed in float64, within
  /// some ulp, and exactly where exponent and power are whole and below 2⁵³.
  ///
  /// - Parameters:
  ///   - start: the first exponent.
  ///   - end: the last exponent.
  ///   - count: how many.
  ///   - base: above 0.
  ///   - dtype: element type.
  public static func logspace(
    _ start: Double, _ end: Double, count: Int, base: Double = 10, dtype: DType = .float32
  ) -> Tensor {
    guard base > 0 && base.isFinite else {
      return failure(.invalidArgument(operation: "logspace", reason: "base \(base) is not above 0"))
    }
    let exponents = linspace(start, end, count: count, dtype: .float64)
    if exponents.isPoisoned { return exponents }
    let logarithm = scalar(base, dtype: .float64).log()
    var powers = (exponents * logarithm).exp().scalars(as: Double.self)
    for (i, exponent) in exponents.scalars(as: Double.self).enumerated()
    where exponent == exponent.rounded() && exponent.magnitude <= 64 {
      let power = (0..<Int(exponent.magnitude)).reduce(1.0) { product, _ in product * base }
      if power <= 0x1p53 { powers[i] = exponent < 0 ? 1 / power : power }
    }
    return Tensor(powers).cast(to: dtype)
  }

  /// Zeros of the shape and element type of another tensor.
  public static func zeros(like other: Tensor) -> Tensor { full(0, like: other) }

  /// Ones of the shape and element type of another tensor.
  public static func ones(like other: Tensor) -> Tensor { full(1, like: other) }

  /// One repeated value in the shape and element type of another tensor.
  ///
  /// - Parameters:
  ///   - value: the value; converted as ``cast(to:)`` does.
  ///   - other: whose shape and element type to take.
  public static func full(_ value: Double, like other: Tensor) -> Tensor {
    other.isPoisoned ? passingPoison(other) : full(value, shape: other.shape, dtype: other.dtype)
  }

  private static var zeroStep: Tensor {
    failure(.invalidArgument(operation: "arange", reason: "a step of 0 leads nowhere"))
  }

  private static func whole(from start: Int, step: Int, count: Int, dtype: DType) -> Tensor {
    do throws(TensorError) {
      let layout = try Layout(shape: [count], operation: "arange")
      return try Kernels.sequence(layout) { Int64(start &+ $0 &* step) }.cast(to: dtype)
    } catch {
      return failure(error)
    }
  }

  private static func sequence(
    _ count: Int, dtype: DType, operation: String, _ element: (Int) -> Double
  ) -> Tensor {
    do throws(TensorError) {
      let layout = try Layout(shape: [count], operation: operation)
      return try Kernels.sequence(layout, element).cast(to: dtype)
    } catch {
      return failure(error)
    }
  }
}
