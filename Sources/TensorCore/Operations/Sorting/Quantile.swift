// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Between two neighbours among the sorted elements: composed of a sort and an interpolation
extension Tensor {
  /// The element in the middle of each sorted row of an axis, or the mean of the two that are; NaN where
  /// the row has one. Half-way elements share the gradient.
  ///
  /// - Parameters:
  ///   - axis: axis to reduce, negative from the back; must not be empty.
  ///   - keepDims: whether it stays with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func median(axis: Int, keepDims: Bool = false) -> Tensor {
    quantile(0.5, axis: axis, keepDims: keepDims)
  }

  /// The value below which a part of each row of an axis lies, linearly between neighbours as NumPy's
  /// default has it; NaN where the row has one. Of integers, in float64.
  ///
  /// - Parameters:
  ///   - q: the part, in 0...1.
  ///   - axis: axis to reduce, negative from the back; must not be empty.
  ///   - keepDims: whether it stays with length 1.
  /// - Complexity: O(n), n the number of elements.
  public func quantile(_ q: Double, axis: Int, keepDims: Bool = false) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard dtype.isFloatingPoint else {
      return cast(to: .float64).quantile(q, axis: axis, keepDims: keepDims)
    }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "quantile")
      let n = layout.dims[axis]
      guard n > 0 else { throw .emptyReduction(operation: "quantile", shape: shape) }
      guard q >= 0 && q <= 1 else {
        throw .indexOutOfRange(
          operation: "quantile (in percent)", index: Int((q * 100).clamped()), bound: 101)
      }
      let sorted = sort(axis: axis).values
      let place = q * Double(n - 1)
      let below = Swift.min(Int(place), n - 1)
      let above = Swift.min(below + 1, n - 1)
      let low = sorted.sliced(below..<(below + 1), axis: axis)
      let high = sorted.sliced(above..<(above + 1), axis: axis)
      let part = place - Double(below)
      // NaN is the last of the sorted ones.
      let last = sorted.sliced((n - 1)..<n, axis: axis).detached()
      let between = part == 0 ? low : low + (high - low) * part
      let result = Tensor.where(last.isNaN(), last, between)
      var dropped = AxisSet()
      dropped.insert(axis)
      return keepDims ? result : result.squeezing(dropped)
    } catch {
      return .failure(error)
    }
  }
}

extension Double {
  /// A number that fits an integer.
  fileprivate func clamped() -> Double { isNaN ? -1 : Swift.min(Swift.max(self, -1e9), 1e9) }
}
