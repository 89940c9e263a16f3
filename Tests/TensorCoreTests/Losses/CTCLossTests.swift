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

/// The loss of sequences without alignment against its definition, written as a loop over Doubles.
@Suite struct CTCLossTests {
  /// The definition: the sum over every way through the classes that reads as the labels.
  static func ctc(_ x: [[Double]], _ labels: [Int], blank: Int) -> Double {
    var total = 0.0
    let classes = x.first?.count ?? 1
    let ways = x.reduce(1) { ways, _ in ways * classes }
    for way in 0..<ways {
      var rest = way
      var reading: [Int] = []
      var previous: Int?
      var logProbability = 0.0
      for row in x {
        let symbol = rest % classes
        rest /= classes
        logProbability += row[symbol]
        if symbol != previous && symbol != blank { reading.append(symbol) }
        previous = symbol
      }
      if reading == labels { total += exp(logProbability) }
    }
    return -log(total)
  }

  @Test func ctcFollowsItsDefinition() throws {
    let (steps, classes) = (5, 3)
    let items: [(labels: [Int], steps: Int)] = [
      ([1, 2], 5), ([1, 1], 5), ([], 4), ([2], 1), ([2, 1, 2], 5), ([1, 2], 3),
    ]
    for blank in [0, 2] {
      // Labels of the other blank: 0 and 2 exchanged.
      let own = items.map { item in item.labels.map { blank == 0 ? $0 : 2 - $0 } }
      let x = LossChecks.random([steps, items.count, classes], seed: 110).logSoftmax()
      let values = x.scalars(as: Double.self)
      let losses = items.indices.map { i in
        Self.ctc(
          (0..<items[i].steps).map { t in
            (0..<classes).map { values[(t * items.count + i) * classes + $0] }
          }, own[i], blank: blank)
      }
      let labels = Tensor(
        own.flatMap { $0.map(Int64.init) + [Int64](repeating: -7, count: 3 - $0.count) },
        shape: [items.count, 3])
      func loss(_ x: Tensor, _ reduction: Tensor.LossReduction) -> Tensor {
        .ctcLoss(
          logProbabilities: x, labels: labels, stepCounts: items.map(\.steps),
          labelCounts: own.map(\.count), blank: blank, reduction: reduction)
      }
      LossChecks.expect(loss(x, .none), losses, absolute: 1e-12)
      LossChecks.expect(loss(x, .sum), [losses.reduce(0, +)], absolute: 1e-12)
      let means = zip(losses, own).map { $0 / Double(Swift.max($1.count, 1)) }
      LossChecks.expect(
        loss(x, .mean), [means.reduce(0, +) / Double(items.count)], absolute: 1e-12)
      let report = try gradientCheck(at: [x]) { loss($0[0], .none).weighed() }
      #expect(report.worstError < 1e-8, "\(report)")
      let single = loss(x.cast(to: .float32), .none)
      LossChecks.expect(single, losses, absolute: 1e-5)
    }
  }

  @Test func labelsThatDoNotFitAreInfiniteOrZero() throws {
    let x = LossChecks.random([2, 2, 3], seed: 111).logSoftmax()
    let labels = Tensor([Int64(1), 1, 1, 2], shape: [2, 2])
    func loss(_ x: Tensor, _ zeroInfinity: Bool) -> Tensor {
      .ctcLoss(
        logProbabilities: x, labels: labels, zeroInfinity: zeroInfinity, reduction: .none)
    }
    let infinite = loss(x, false).scalars(as: Double.self)
    #expect(infinite[0] == .infinity && infinite[1].isFinite)
    #expect(loss(x, true).scalars(as: Double.self) == [0, infinite[1]])
    let g = try gradient(at: x) { loss($0, true).sum() }.scalars(as: Double.self)
    for t in 0..<2 { #expect(g[(t * 6)..<(t * 6 + 3)].allSatisfy { $0 == 0 }) }
    #expect(g.allSatisfy { $0.isFinite } && g.contains { $0 != 0 })
    let none = Tensor.ctcLoss(
      logProbabilities: x, labels: labels, stepCounts: [0, 0], labelCounts: [0, 1],
      reduction: .none)
    #expect(none.scalars(as: Double.self) == [0, .infinity])
  }

  @Test func mistakesOfSequencesAreNamed() {
    let x = Tensor.zeros([4, 2, 3])
    let labels = Tensor([Int64(1), 2, 1, 2], shape: [2, 2])
    LossChecks.error(
      .shapeMismatch(operation: "ctcLoss", left: [4, 2, 3], right: [1, 4], axis: 1)
    ) {
      .ctcLoss(logProbabilities: x, labels: labels.reshaped(to: [1, 4]))
    }
    LossChecks.error(.indexOutOfRange(operation: "ctcLoss", index: 3, bound: 3)) {
      .ctcLoss(logProbabilities: x, labels: Tensor([Int64(2), 3, 1, 2], shape: [2, 2]))
    }
    LossChecks.error(.invalidArgument(operation: "ctcLoss", reason: "the blank 2 among the labels"))
    {
      .ctcLoss(logProbabilities: x, labels: labels, blank: 2)
    }
    LossChecks.error(.indexOutOfRange(operation: "ctcLoss blank", index: 3, bound: 3)) {
      .ctcLoss(logProbabilities: x, labels: labels, blank: 3)
    }
    LossChecks.error(.indexOutOfRange(operation: "ctcLoss step counts", index: 5, bound: 5)) {
      .ctcLoss(logProbabilities: x, labels: labels, stepCounts: [5, 1])
    }
    LossChecks.error(
      .shapeMismatch(operation: "ctcLoss label counts", left: [2], right: [1], axis: 0)
    ) { .ctcLoss(logProbabilities: x, labels: labels, labelCounts: [1]) }
  }
}
