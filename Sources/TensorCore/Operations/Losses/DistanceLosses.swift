// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// The cosine of the angle between vectors, x · y / (max(‖x‖, ε) max(‖y‖, ε)).
  ///
  /// - Parameters:
  ///   - x: vectors along an axis.
  ///   - y: vectors of a shape that broadcasts with that of `x`.
  ///   - axis: their axis, negative from the back; it disappears.
  ///   - epsilon: ε, positive: the least length a vector is taken for. No gradient flows to the length of
  ///     a shorter one, so that a vector of zeros has a finite gradient.
  /// - Complexity: O(n), n the number of elements.
  public static func cosineSimilarity(
    _ x: Tensor, _ y: Tensor, axis: Int = 1, epsilon: Double = 1e-8
  ) -> Tensor {
    if x.isPoisoned || y.isPoisoned { return passingPoison(x, y) }
    guard epsilon > 0 else {
      return failure(
        .invalidArgument(operation: "cosineSimilarity", reason: "an epsilon of \(epsilon)"))
    }
    do throws(TensorError) {
      let common = try Layout.broadcast(x.layout, y.layout, operation: "cosineSimilarity")
      let (x, y) = (x.expanded(to: common.shape), y.expanded(to: common.shape))
      _ = try common.axis(axis, operation: "cosineSimilarity")
      return (x * y).sum(axis: axis)
        / (x.length(axis, atLeast: epsilon) * y.length(axis, atLeast: epsilon))
    } catch {
      return failure(error)
    }
  }

  /// The loss 1 - cos(x, y) of pairs that belong together, and max(0, cos(x, y) - margin) of pairs that
  /// do not.
  ///
  /// - Parameters:
  ///   - x: [rows, width], or [width] for one pair.
  ///   - y: of the same shape.
  ///   - labels: [rows], or []: 1 where a pair belongs together, -1 where it does not.
  ///   - margin: in -1...1.
  ///   - reduction: what becomes of the pairs' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func cosineEmbeddingLoss(
    _ x: Tensor, _ y: Tensor, labels: Tensor, margin: Double = 0, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = "cosineEmbeddingLoss"
      try requireEqualShapes(x, y, operation: name)
      if labels.isPoisoned { return passingPoison(labels) }
      guard x.rank == 1 || x.rank == 2, labels.shape == Array(x.shape.dropLast()) else {
        throw .shapeMismatch(operation: name, left: x.shape, right: labels.shape, axis: 0)
      }
      let cosine = cosineSimilarity(x, y, axis: -1)
      let (isPair, isNone) = try signs(of: labels, dtype: cosine.dtype, operation: name)
      return (isPair * (1 - cosine) + isNone * (cosine - margin).relu()).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The loss max(0, d(a, p) - d(a, n) + margin) of anchors a, examples p like them and examples n
  /// unlike them, where d is the length of the difference (Balntas, Riba, Ponsa, Mikolajczyk 2016,
  /// https://doi.org/10.5244/C.30.119).
  ///
  /// - Parameters:
  ///   - anchors: [.., width].
  ///   - positives: of the same shape.
  ///   - negatives: of the same shape.
  ///   - margin: how much farther the unlike example shall be, positive.
  ///   - swap: whether d(p, n) takes the place of d(a, n) where it is smaller.
  ///   - epsilon: added to each difference, as PyTorch does, so that equal vectors have a gradient.
  ///   - reduction: what becomes of the triplets' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func tripletMarginLoss(
    anchors: Tensor, positives: Tensor, negatives: Tensor, margin: Double = 1, swap: Bool = false,
    epsilon: Double = 1e-6, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = "tripletMarginLoss"
      try requireEqualShapes(anchors, positives, operation: name)
      try requireEqualShapes(anchors, negatives, operation: name)
      guard anchors.rank >= 1 else {
        throw .invalidShape(operation: name, shape: anchors.shape, reason: "has no vectors")
      }
      func distance(_ x: Tensor, _ y: Tensor) -> Tensor {
        (x - y + epsilon).length(-1, atLeast: 1e-30)
      }
      let near = distance(anchors, positives)
      var far = distance(anchors, negatives)
      if swap {
        // The smaller of two: the first less what it is above the second.
        far = far - (far - distance(positives, negatives)).relu()
      }
      return (near - far + margin).relu().reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The loss max(0, margin - y (a - b)) of pairs of scores that should be ordered.
  ///
  /// - Parameters:
  ///   - first: a, of any shape.
  ///   - second: b, of the same shape.
  ///   - labels: y, of the same shape: 1 where a should be larger, -1 where b should be.
  ///   - margin: by how much.
  ///   - reduction: what becomes of the pairs' losses.
  /// - Complexity: O(n), n the number of elements.
  public static func marginRankingLoss(
    _ first: Tensor, _ second: Tensor, labels: Tensor, margin: Double = 0,
    reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = "marginRankingLoss"
      try requireEqualShapes(first, second, operation: name)
      try requireEqualShapes(first, labels, operation: name)
      let difference = first - second
      let (isFirst, isSecond) = try signs(of: labels, dtype: difference.dtype, operation: name)
      return (margin - (isFirst - isSecond) * difference).relu().reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// The loss x of distances between what belongs together, and max(0, margin - x) of the others.
  ///
  /// - Parameters:
  ///   - distances: x, of any shape.
  ///   - labels: of the same shape: 1 where two things belong together, -1 where they do not.
  ///   - margin: how far apart they should be where they do not.
  ///   - reduction: what becomes of the losses.
  /// - Complexity: O(n), n the number of elements.
  public static func hingeEmbeddingLoss(
    _ distances: Tensor, labels: Tensor, margin: Double = 1, reduction: LossReduction = .mean
  ) -> Tensor {
    do throws(TensorError) {
      let name = "hingeEmbeddingLoss"
      try requireEqualShapes(distances, labels, operation: name)
      let dtype = distances.dtype.floating
      let (isPair, isNone) = try signs(of: labels, dtype: dtype, operation: name)
      return (isPair * distances + isNone * (margin - distances).relu()).reduced(reduction)
    } catch {
      return failure(error)
    }
  }

  /// Where labels are 1, and where they are -1.
  ///
  /// - Throws: `invalidArgument` where one is neither.
  private static func signs(
    of labels: Tensor, dtype: DType, operation: String
  ) throws(TensorError) -> (Tensor, Tensor) {
    for value in labels.detached().scalars(as: Double.self) where value.magnitude != 1 {
      throw .invalidArgument(operation: operation, reason: "a label of \(value), not 1 or -1")
    }
    let signs = labels.detached().cast(to: dtype)
    return ((signs + 1) * 0.5, (1 - signs) * 0.5)
  }

  /// The length of vectors along an axis, not below a number; no gradient flows to a shorter one.
  private func length(_ axis: Int, atLeast least: Double) -> Tensor {
    (self * self).sum(axis: axis).atLeast(least * least).sqrt()
  }
}
