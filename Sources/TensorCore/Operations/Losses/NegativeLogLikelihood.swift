// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// The negative log-likelihood -w[label] x[label] of rows of log-probabilities, as PyTorch defines it.
  ///
  /// The mean is the sum over the sum of w[label]. Ignored rows have no loss, no gradient, and no part in
  /// a mean: where all are ignored, the mean is NaN.
  ///
  /// - Parameters:
  ///   - logProbabilities: x, [rows, classes], or [rows, classes, d..], or [classes] for one row.
  ///   - labels: [rows], or [rows, d..], or []: integers in `0..<classes`.
  ///   - classWeights: w, [classes]; `nil` for ones.
  ///   - ignoreIndex: a label that makes a row ignored, whether a class or not; none by default.
  ///   - reduction: what becomes of the rows' losses.
  /// - Complexity: O(rows); its gradient O(rows · classes).
  public static func negativeLogLikelihood(
    logProbabilities: Tensor, labels: Tensor, classWeights: Tensor? = nil,
    ignoreIndex: Int? = nil, reduction: LossReduction = .mean
  ) -> Tensor {
    if logProbabilities.isPoisoned || labels.isPoisoned {
      return passingPoison(logProbabilities, labels)
    }
    do throws(TensorError) {
      let name = "negativeLogLikelihood"
      let x = try ClassLabels.rows(of: logProbabilities, labels: labels.shape, operation: name)
      let classes = x.layout.dims[1]
      try ClassLabels.check(weights: classWeights, classes: classes, operation: name)
      let targets = try ClassLabels(
        labels, classes: classes, ignoring: ignoreIndex, operation: name)
      var losses = -(try targets.pick(x, operation: name))
      if let classWeights {
        let own = targets.kept(losses) * classWeights.indexSelect(targets.kept(targets.tensor))
        losses = try targets.spread(own, operation: name)
      }
      return targets.reduce(losses, weights: classWeights, reduction, shape: labels.shape)
    } catch {
      return failure(error)
    }
  }
}
