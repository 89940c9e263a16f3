// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How far a gradient is from central differences.
public struct GradientCheckReport: Sendable, Equatable, CustomStringConvertible {
  /// The largest |analytic - numeric| / max(1, |analytic|, |numeric|).
  public let worstError: Double
  /// Input that has it.
  public let input: Int
  /// Its place in row-major order.
  public let element: Int
  /// The gradient there as the rules give it.
  public let analytic: Double
  /// The gradient there by central differences.
  public let numeric: Double

  /// One line with all of it.
  public var description: String {
    """
    worst error \(worstError) at input \(input), element \(element): \
    the rules give \(analytic), differences \(numeric)
    """
  }
}

/// Compares the gradient of a function with central differences (f(x + h) - f(x - h)) / 2h.
///
/// Meant for tests, in float64, where smooth functions agree to about 1e-9.
///
/// - Parameters:
///   - inputs: float64 tensors.
///   - step: h.
///   - body: computes a single number.
/// - Returns: the place where the two differ most; all zeros where there is nothing to compare.
/// - Throws: as `valueAndGradient`.
/// - Complexity: two evaluations of `body` for every element of `inputs`.
public func gradientCheck(
  at inputs: [Tensor], step: Double = 1e-5, of body: ([Tensor]) throws -> Tensor
) throws -> GradientCheckReport {
  let gradients = try gradient(at: inputs, of: body)
  var worst = GradientCheckReport(worstError: 0, input: 0, element: 0, analytic: 0, numeric: 0)
  for (index, input) in inputs.enumerated() {
    let analytic = gradients[index].scalars(as: Double.self)
    let values = input.scalars(as: Double.self)
    for element in values.indices {
      func value(at distance: Double) throws -> Double {
        var moved = values
        moved[element] += distance
        var arguments = inputs
        arguments[index] = Tensor(moved, shape: input.shape).cast(to: input.dtype)
        return try body(arguments).item()
      }
      let numeric = (try value(at: step) - value(at: -step)) / (2 * step)
      let exact = analytic[element]
      let scale = Swift.max(1, exact.magnitude, numeric.magnitude)
      let error = (exact - numeric).magnitude / scale
      if !(error <= worst.worstError) {
        worst = .init(
          worstError: error, input: index, element: element, analytic: exact, numeric: numeric)
      }
    }
  }
  return worst
}

/// Compares second derivatives with central differences of the gradient.
///
/// What is differentiated is the gradient of `body` weighed with fixed numbers, so every second derivative
/// takes part; a rule that cannot be differentiated again shows here.
///
/// - Parameters:
///   - inputs: float64 tensors.
///   - step: h.
///   - body: computes a single number.
/// - Returns: the place where the two differ most.
/// - Throws: as `valueAndGradient`.
/// - Complexity: two gradients of `body` for every element of `inputs`.
public func secondGradientCheck(
  at inputs: [Tensor], step: Double = 1e-5, of body: ([Tensor]) throws -> Tensor
) throws -> GradientCheckReport {
  try gradientCheck(at: inputs, step: step) { inputs in
    let gradients = try gradient(at: inputs, of: body)
    var sum = Tensor.scalar(0, dtype: .float64)
    for (index, gradient) in gradients.enumerated() {
      let weights = (0..<gradient.count).map { Double(($0 * 37 + index * 11) % 19) / 19 + 0.3 }
      sum = sum + (gradient * Tensor(weights, shape: gradient.shape)).sum()
    }
    return sum
  }
}
