// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import TestSupport
import Testing

@Suite struct LargestRemainder {
  /// As it is defined: floors, then one unit each in the order of remainder and index.
  private func model(_ amount: UInt256, _ weights: [UInt256]) throws -> [UInt256] {
    let total = weights.reduce(.zero, +)
    var shares = try weights.map { try UInt256.mulDivFloor(amount, $0, total) }
    let remainders = try weights.map { try UInt256.mulMod(amount, $0, total) }
    let order = weights.indices.sorted {
      remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
    }
    let left = amount - shares.reduce(.zero, +)
    for index in order.prefix(Int(left)) { shares[index] += 1 }
    return shares
  }

  @Test func theWhitepapersLinesComeOut() throws {
    let weights: [UInt256] = [100, 200, 300]
    #expect(try Apportionment.largestRemainder(9, weights: weights) == [2, 3, 4])
    #expect(try Apportionment.largestRemainder(7, weights: weights) == [1, 2, 4])
  }

  @Test func randomSplitsAgreeWithTheDefinition() throws {
    var source = NumberSource(random: SeededGenerator(seed: 4))
    for step in 0..<1_500 {
      let count = Int.random(in: 1...40, using: &source.random)
      // Few distinct weights make many ties.
      let bits = [2, 8, 40, 120, 249].randomElement(using: &source.random) ?? 8
      let weights = (0..<count).map { _ in source.number() >> (256 - bits) }
      let amount = source.number()
      let place = "seed \(source.random.seed), step \(step): \(amount) over \(weights)"
      guard weights.contains(where: { !$0.isZero }) else { continue }
      let shares = try Apportionment.largestRemainder(amount, weights: weights)
      #expect(try shares == model(amount, weights), "\(place)")
      #expect(shares.reduce(.zero, +) == amount, "\(place)")
      for (share, weight) in zip(shares, weights) where weight.isZero {
        #expect(share.isZero, "\(place)")
      }
    }
  }

  @Test func equalRemaindersGoToTheSmallerIndex() throws {
    let equal = [UInt256](repeating: 5, count: 1000)
    let shares = try Apportionment.largestRemainder(1250, weights: equal)
    #expect(shares == [UInt256](repeating: 2, count: 250) + [UInt256](repeating: 1, count: 750))
  }

  @Test func aMillionLinesAreSplit() throws {
    // Weights 1 to 7 in turn: seven kinds of lines, whose shares are known without the algorithm.
    let weights = (0..<1_000_000).map { UInt256(UInt64($0 % 7) + 1) }
    let total = weights.reduce(into: UInt64(0)) { $0 += $1.limbs.0 }
    let amount: UInt256 = 1_000_000_007
    let shares = try Apportionment.largestRemainder(amount, weights: weights)
    var sum: UInt64 = 0
    var wrong = 0
    for index in shares.indices {
      let exact = 1_000_000_007 * (UInt64(index % 7) + 1)
      let share = shares[index].limbs.0
      sum += share
      if share != exact / total && share != exact / total + 1 { wrong += 1 }
    }
    #expect(sum == 1_000_000_007 && wrong == 0)
  }

  @Test func weightsMayReach256BitsTogetherAndNoMore() throws {
    #expect(
      try Apportionment.largestRemainder(.max, weights: [.max - 1, 1]) == [.max - 1, 1])
    #expect(throws: ArithmeticError.overflow(operation: "add", operands: [.max, 1])) {
      try Apportionment.largestRemainder(5, weights: [.max, 1])
    }
  }

  @Test func whereThereIsNoWeightNothingCanBeSplit() throws {
    #expect(throws: ArithmeticError.noWeight(amount: 5)) {
      try Apportionment.largestRemainder(5, weights: [0, 0])
    }
    #expect(throws: ArithmeticError.noWeight(amount: 5)) {
      try Apportionment.largestRemainder(5, weights: [])
    }
    #expect(try Apportionment.largestRemainder(0, weights: [0, 0]) == [0, 0])
    #expect(try Apportionment.largestRemainder(0, weights: []) == [])
    #expect(try Apportionment.largestRemainder(0, weights: [3]) == [0])
  }
}
