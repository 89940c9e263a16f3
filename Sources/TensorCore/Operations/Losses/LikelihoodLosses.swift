// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// The Kullback-Leibler divergence t (log t - x) of distributions t from log-probabilities x, element
  /// by element, as PyTorch defines it. A target of 0 has loss 0, and no gradient flows to it.
  ///
  /// The mean is over all elements; for the divergence of a batch of distributions take the sum and
  /// divide by the number of them.
  ///
  /// - Parameters:
  ///   - logProbabilities: x, of any shape.
  ///   - targets: t, of the same shape, or their logarithms. Gradients flow to them too.
  ///   - targetsAreLogarithms: whether `targets` are logarithms: then the loss is exp(t) (t - x).
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func klDivergence(
    logProbabilities: Tensor, targets: Tensor, targetsAreLogarithms: Bool = false,
    reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      try requireEqualShapes(logProbabilities, targets, operation: "klDivergence")
      if targetsAreLogarithms {
        return (targets.exp() * (targets - logProbabilities)).reduced(reduction)
      }
      let target = targets.cast(to: DType.promoted(targets.dtype, logProbabilities.dtype).floating)
      // The logarithm of 1 in place of that of 0: its product with the target is 0 as well.
      let isZero = target.detached().equal(to: target.constant(0)).cast(to: target.dtype)
      return (target * ((target + isZero).log() - logProbabilities)).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The negative log-likelihood of targets t under normal distributions,
  /// (log v + (x - t)² / v) / 2, with variances v not below ε (Nix, Weigend 1994,
  /// https://doi.org/10.1109/ICNN.1994.374138).
  ///
  /// - Parameters:
  ///   - means: x, of any shape.
  ///   - targets: t, of the same shape.
  ///   - variances: v, of the same shape, at least 0; where one is below ε, no gradient flows to it.
  ///   - isComplete: whether log(2π) / 2 is added.
  ///   - epsilon: ε, positive.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func gaussianNegativeLogLikelihood(
    means: Tensor, targets: Tensor, variances: Tensor, isComplete: Bool = false,
    epsilon: Double = 1e-6, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = "gaussianNegativeLogLikelihood"
      try requireEqualShapes(means, targets, operation: name)
      try requireEqualShapes(means, variances, operation: name)
      guard epsilon > 0 else {
        throw .invalidArgument(operation: name, reason: "an epsilon of \(epsilon)")
      }
      let residuals = means - targets
      let spread = variances.atLeast(epsilon)
      let losses = (spread.log() + residuals * residuals / spread) * 0.5
      return (isComplete ? losses + 0.918_938_533_204_672_7 : losses).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The negative log-likelihood of counts t under Poisson distributions of rate exp(x), but for log t!.
  ///
  /// - Parameters:
  ///   - logRates: x, of any shape.
  ///   - targets: t, of the same shape.
  ///   - reduction: what becomes of the elements' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func poissonNegativeLogLikelihood(
    logRates: Tensor, targets: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      try requireEqualShapes(logRates, targets, operation: "poissonNegativeLogLikelihood")
      return (logRates.exp() - targets * logRates).reduced(reduction)
    } catch {
      return failure(error)
    }
  }
}
