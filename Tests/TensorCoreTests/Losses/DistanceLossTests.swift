// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// Losses of distances against their definitions, written as loops over Doubles.
@Suite struct DistanceLossTests {
  @Test func distanceLossesFollowTheirDefinition() throws {
    let (rows, width) = (4, 3)
    let x = (0..<3).map { LossChecks.random([rows, width], seed: 100 + UInt64($0)) }
    func row(_ tensor: Int, _ i: Int) -> [Double] {
      Array(x[tensor].scalars(as: Double.self)[(i * width)..<((i + 1) * width)])
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    func far(_ a: [Double], _ b: [Double]) -> Double {
      let difference = zip(a, b).map { $0 - $1 + 1e-6 }
      return dot(difference, difference).squareRoot()
    }
    let cosines = (0..<rows).map { i in
      let (a, b) = (row(0, i), row(1, i))
      return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }
    LossChecks.expect(.cosineSimilarity(x[0], x[1]), cosines)
    LossChecks.expect(.cosineSimilarity(x[0].transposed(), x[1].transposed(), axis: 0), cosines)
    let labels = Tensor([Int32(1), -1, 1, -1])
    let embedding = cosines.enumerated().map { i, c in
      i % 2 == 0 ? 1 - c : Swift.max(0, c - 0.1)
    }
    LossChecks.expectReductions(embedding) {
      .cosineEmbeddingLoss(x[0], x[1], labels: labels, margin: 0.1, reduction: $0)
    }
    for swap in [false, true] {
      let triplets = (0..<rows).map { i in
        var away = far(row(0, i), row(2, i))
        if swap { away = Swift.min(away, far(row(1, i), row(2, i))) }
        return Swift.max(0, far(row(0, i), row(1, i)) - away + 1)
      }
      LossChecks.expectReductions(triplets) {
        .tripletMarginLoss(
          anchors: x[0], positives: x[1], negatives: x[2], swap: swap, reduction: $0)
      }
    }
    let (a, b) = (x[0].sum(axis: 1), x[1].sum(axis: 1))
    let (first, second) = (a.scalars(as: Double.self), b.scalars(as: Double.self))
    let ranking = (0..<rows).map { i -> Double in
      let sign: Double = i % 2 == 0 ? 1 : -1
      return Swift.max(0, 0.2 - sign * (first[i] - second[i]))
    }
    LossChecks.expectReductions(ranking) {
      .marginRankingLoss(a, b, labels: labels, margin: 0.2, reduction: $0)
    }
    let hinges = (0..<rows).map { i -> Double in
      i % 2 == 0 ? first[i] : Swift.max(0, 1 - first[i])
    }
    LossChecks.expectReductions(hinges) { .hingeEmbeddingLoss(a, labels: labels, reduction: $0) }
    let losses: [@Sendable ([Tensor]) -> Tensor] = [
      { Tensor.cosineSimilarity($0[0], $0[1]).weighed() },
      { .cosineEmbeddingLoss($0[0], $0[1], labels: labels) },
      { .tripletMarginLoss(anchors: $0[0], positives: $0[1], negatives: $0[2], swap: true) },
      { .marginRankingLoss($0[0].sum(axis: 1), $0[1].sum(axis: 1), labels: labels, margin: 0.2) },
      { .hingeEmbeddingLoss($0[0].sum(axis: 1), labels: labels) },
    ]
    for loss in losses {
      let report = try gradientCheck(at: x, of: loss)
      #expect(report.worstError < 1e-8, "\(report)")
    }
  }

  @Test func vectorsOfZerosHaveFiniteGradients() throws {
    let zeros = Tensor.zeros([2, 3], dtype: .float64)
    let ones = Tensor.ones([2, 3], dtype: .float64)
    #expect(Tensor.cosineSimilarity(zeros, ones).scalars(as: Double.self) == [0, 0])
    let g = try gradient(at: [zeros, ones]) { Tensor.cosineSimilarity($0[0], $0[1]).sum() }
    #expect(g.allSatisfy { $0.scalars(as: Double.self).allSatisfy { $0.isFinite } })
    let triplet = try gradient(at: ones) {
      .tripletMarginLoss(anchors: $0, positives: $0, negatives: $0)
    }
    #expect(triplet.scalars(as: Double.self).allSatisfy { $0.isFinite })
    LossChecks.error(
      .invalidArgument(operation: "cosineEmbeddingLoss", reason: "a label of 0.0, not 1 or -1")
    ) { .cosineEmbeddingLoss(zeros, ones, labels: Tensor([0.0, 1])) }
  }
}
