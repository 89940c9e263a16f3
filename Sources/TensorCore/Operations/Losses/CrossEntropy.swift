// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// -Σ t log softmax(x) for every row        d/dx = g (softmax(x) - t)
// where t is 1 - ε at the label, and ε / classes more everywhere.
extension Tensor {
  /// The cross entropy of logits against integer labels, as PyTorch defines it.
  ///
  /// With weights w the loss of a row is w[label] times that without; the mean is the sum over the sum of
  /// w[label], and with label smoothing the part spread over the classes c is weighed by w[c]. Ignored
  /// rows have no loss, no gradient, and no part in a mean: where all are ignored, the mean is NaN.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], or [rows, classes, d..], or [classes] for one row: any real numbers.
  ///   - labels: [rows], or [rows, d..], or []: integers in `0..<classes`.
  ///   - classWeights: [classes]; `nil` for ones.
  ///   - ignoreIndex: a label that makes a row ignored, whether a class or not; PyTorch's default is -100,
  ///     here there is none.
  ///   - labelSmoothing: ε in 0...1, how much of the target is spread evenly over all classes (Szegedy et
  ///     al. 2016, https://arxiv.org/abs/1512.00567).
  ///   - reduction: what becomes of the rows' losses.
  /// - Complexity: O(rows · classes). Fused, except where weights meet label smoothing.
  public static func crossEntropy(
    logits: Tensor, labels: Tensor, classWeights: Tensor? = nil, ignoreIndex: Int? = nil,
    labelSmoothing: Double = 0, reduction: LossReduction = .mean
  ) -> Tensor {
    if logits.isPoisoned || labels.isPoisoned { return passingPoison(logits, labels) }
    do throws(TensorError) {
      let name = CrossEntropy.name
      let x = try ClassLabels.rows(of: logits, labels: labels.shape, operation: name)
      let classes = x.layout.dims[1]
      try ClassLabels.check(weights: classWeights, classes: classes, operation: name)
      try checkSmoothing(labelSmoothing)
      let targets = try ClassLabels(
        labels, classes: classes, ignoring: ignoreIndex, operation: name)
      let smoothing = classWeights == nil ? labelSmoothing : 0
      var losses = apply(CrossEntropy(labels: targets, smoothing: smoothing), x)
      if let classWeights {
        let own = targets.kept(losses) * classWeights.indexSelect(targets.kept(targets.tensor))
        losses = try targets.spread(own, operation: name)
        if labelSmoothing > 0 {
          let even = -(targets.kept(x).logSoftmax() * classWeights).sum(axis: 1) / Double(classes)
          losses =
            losses * (1 - labelSmoothing)
            + (try targets.spread(even, operation: name)) * labelSmoothing
        }
      }
      return targets.reduce(losses, weights: classWeights, reduction, shape: labels.shape)
    } catch {
      return failure(error)
    }
  }

  /// The cross entropy of logits against integer labels, as PyTorch defines it.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], any real numbers.
  ///   - labels: one integer in `0..<classes` for each row.
  ///   - classWeights: [classes]; `nil` for ones.
  ///   - ignoreIndex: a label that makes a row ignored.
  ///   - labelSmoothing: how much of the target is spread evenly over all classes.
  ///   - reduction: what becomes of the rows' losses.
  public static func crossEntropy(
    logits: Tensor, labels: [Int], classWeights: Tensor? = nil, ignoreIndex: Int? = nil,
    labelSmoothing: Double = 0, reduction: LossReduction = .mean
  ) -> Tensor {
    crossEntropy(
      logits: logits, labels: Tensor(labels.map(Int64.init)), classWeights: classWeights,
      ignoreIndex: ignoreIndex, labelSmoothing: labelSmoothing, reduction: reduction)
  }

  /// The cross entropy of logits against probabilities of the classes, -Σ w p log softmax(x), as PyTorch
  /// defines it: the mean is that over rows, whatever the weights.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes], or [rows, classes, d..], or [classes] for one row.
  ///   - probabilities: of the same shape. Gradients flow to them too.
  ///   - classWeights: w, [classes]; `nil` for ones.
  ///   - labelSmoothing: how much of the target is spread evenly over all classes, in 0...1.
  ///   - reduction: what becomes of the rows' losses.
  /// - Complexity: O(rows · classes).
  public static func crossEntropy(
    logits: Tensor, probabilities: Tensor, classWeights: Tensor? = nil, labelSmoothing: Double = 0,
    reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = CrossEntropy.name
      try requireEqualShapes(logits, probabilities, operation: name)
      guard logits.rank >= 1 else {
        throw .invalidShape(operation: name, shape: logits.shape, reason: "has no classes")
      }
      let x = ClassLabels.asRows(logits)
      let classes = x.layout.dims[1]
      try ClassLabels.check(weights: classWeights, classes: classes, operation: name)
      try checkSmoothing(labelSmoothing)
      var target = ClassLabels.asRows(probabilities)
      if labelSmoothing > 0 {
        target = target * (1 - labelSmoothing) + labelSmoothing / Double(classes)
      }
      if let classWeights { target = target * classWeights }
      let losses = -(x.logSoftmax() * target).sum(axis: 1)
      let shape = logits.shape
      return reduction == .none
        ? losses.reshaped(to: shape.count > 1 ? [shape[0]] + shape[2...] : [])
        : losses.reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  private static func checkSmoothing(_ smoothing: Double) throws(TensorError) {
    guard smoothing >= 0, smoothing <= 1 else {
      throw .invalidArgument(
        operation: CrossEntropy.name, reason: "a label smoothing of \(smoothing), not in 0...1")
    }
  }
}

/// One loss per row.
struct CrossEntropy: DifferentiableUnary {
  static let name = "crossEntropy"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  let labels: ClassLabels
  let smoothing: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.dtype.isComputed else {
      throw .unsupportedType(operation: Self.name, dtype: x.dtype)
    }
    return try Kernels.crossEntropy(x, labels, smoothing: smoothing)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    let x = saved.input
    let mask = labels.mask(dtype: x.dtype)
    var target = labels.oneHot(dtype: x.dtype)
    if smoothing > 0 {
      target = target * (1 - smoothing) + mask * (smoothing / Double(labels.classes))
    }
    return g.reshaped(to: [labels.count, 1]) * (x.softmax() * mask - target)
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.crossEntropyBackward(saved.input, labels, smoothing: smoothing, gradient: g)
  }

  static let samples = [
    Sample(
      "rows", [.init([4, 3])],
      composed: {
        let hot = Tensor.oneHot(Tensor([Int64(2), 0, 1, 1]), classes: 3, dtype: $0[0].dtype)
        return -($0[0].logSoftmax() * hot).sum(axis: -1)
      }
    ) { .crossEntropy(logits: $0[0], labels: [2, 0, 1, 1], reduction: .none) },
    Sample("mean", [.init([3, 20], -3...3)]) {
      .crossEntropy(logits: $0[0], labels: [19, 0, 7])
    },
    Sample(
      "smoothed and ignored", [.init([4, 3])], propagatesNaN: false,
      composed: {
        let even = -$0[0].logSoftmax().mean(axis: -1)
        let hot = Tensor.oneHot(Tensor([Int64(2), 0, 1, 1]), classes: 3, dtype: $0[0].dtype)
        let own = -($0[0].logSoftmax() * hot).sum(axis: -1)
        return (own * 0.7 + even * 0.3) * Tensor([1, 0, 1, 1]).cast(to: $0[0].dtype)
      }
    ) {
      .crossEntropy(
        logits: $0[0], labels: [2, -100, 1, 1], ignoreIndex: -100, labelSmoothing: 0.3,
        reduction: .none)
    },
    Sample("no rows", [.init([0, 3])]) {
      .crossEntropy(logits: $0[0], labels: [Int](), reduction: .sum)
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(CrossEntropy.self, to: $0) }
