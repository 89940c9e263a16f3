// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Normalisation of the last axes: the formulas are in Normalization.swift
extension Tensor {
  /// Subtracts the mean of the last axes and divides by their standard deviation, for every position of
  /// the axes before them (Ba, Kiros and Hinton 2016, https://arxiv.org/abs/1607.06450).
  ///
  /// The variance is that of the population, formed in two passes, so a large mean costs no digits.
  ///
  /// - Parameters:
  ///   - axes: how many of the last axes are normalised together, at least 1.
  ///   - weight: what the result is multiplied by, in the shape of these axes, or `nil`.
  ///   - bias: what is then added, in the shape of these axes, or `nil`.
  ///   - epsilon: added to the variance.
  /// - Returns: a tensor of this shape.
  /// - Complexity: O(n), n the number of elements.
  public func layerNorm(
    axes: Int = 1, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    normalizingRows(
      axes: axes, weight: weight, bias: bias, centers: true, epsilon: epsilon,
      operation: "layerNorm")
  }

  /// Divides by the root of the mean square of the last axes, for every position of the axes before them
  /// (Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467).
  ///
  /// - Parameters:
  ///   - axes: how many of the last axes are normalised together, at least 1.
  ///   - weight: what the result is multiplied by, in the shape of these axes, or `nil`.
  ///   - epsilon: added to the mean square.
  /// - Returns: a tensor of this shape.
  /// - Complexity: O(n), n the number of elements.
  public func rmsNorm(axes: Int = 1, weight: Tensor? = nil, epsilon: Double = 1e-6) -> Tensor {
    normalizingRows(
      axes: axes, weight: weight, bias: nil, centers: false, epsilon: epsilon,
      operation: "rmsNorm")
  }

  private func normalizingRows(
    axes: Int, weight: Tensor?, bias: Tensor?, centers: Bool, epsilon: Double, operation: String
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    guard axes >= 1 && axes <= rank else {
      return .failure(
        .invalidShape(
          operation: operation, shape: shape, reason: "has no \(axes) last axes to normalise"))
    }
    if axes == 1, node == nil, weight?.node == nil, bias?.node == nil, dtype.isComputed,
      dtype.isFloatingPoint, isVector(weight), isVector(bias)
    {
      // Nothing to record: the same rows without the lists that a record needs.
      do throws(TensorError) {
        return try Kernels.normalizedRows(
          self, weight: weight, bias: bias, centers: centers, epsilon: epsilon)
      } catch {
        return .failure(error)
      }
    }
    let lengths = Array(shape.suffix(axes))
    for (tensor, what) in [(weight, "weight"), (bias, "bias")] {
      guard let tensor, !tensor.isPoisoned, tensor.shape != lengths else { continue }
      return .failure(
        .shapeMismatch(
          operation: "\(operation) \(what)", left: lengths, right: tensor.shape, axis: nil))
    }
    let rows = shape.dropLast(axes).reduce(1, *)
    return Normalization.apply(
      self,
      .rows(rows, of: lengths.reduce(1, *), centers: centers, epsilon: epsilon),
      weight: weight, bias: bias, operation: operation)[0]
  }

  /// Whether this is missing, or has one number for each element of the last axis, of this type.
  private func isVector(_ x: Tensor?) -> Bool {
    guard let x else { return true }
    return x.rank == 1 && x.layout.dims[0] == layout.dims[rank - 1] && x.dtype == dtype
      && !x.isPoisoned
  }

  /// Divides by the Euclidean length along an axis: vectors of length 1, but for those shorter than
  /// `epsilon`, which are divided by it.
  ///
  /// - Parameters:
  ///   - axis: axis of the vectors, negative from the back.
  ///   - epsilon: the least length to divide by.
  /// - Complexity: O(n), n the number of elements.
  public func l2Normalized(axis: Int = -1, epsilon: Double = 1e-12) -> Tensor {
    let squares = (self * self).sum(axis: axis, keepDims: true)
    if squares.isPoisoned { return squares }
    // Where a vector is too short its length is a constant: no gradient, and no division by zero, passes
    // the root there.
    let least = squares.constant(epsilon * epsilon)
    let isLong = least.less(than: squares.detached()).cast(to: squares.dtype)
    return self / (squares * isLong + least * (1 - isLong)).sqrt()
  }
}
