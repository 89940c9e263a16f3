// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import TestSupport
import Testing

@Suite struct CumulativeSplits {
  @Test func aStreamPaysTheFloorOfWhatIsDue() throws {
    var stream = try CumulativeSplit(1000, totalWeight: 30)
    #expect(try stream.take(upTo: 7) == 233)
    #expect(stream.paid == 233 && stream.remaining == 767 && stream.weightTaken == 7)
    #expect(try stream.take(upTo: 7) == 0)
    #expect(try stream.take(0) == 0)
    #expect(try stream.take(upTo: 30) == 767)
    #expect(stream.remaining == 0)
  }

  @Test func randomStreamsLoseNothing() throws {
    var source = NumberSource(random: SeededGenerator(seed: 31))
    for step in 0..<300 {
      let count = Int.random(in: 1...30, using: &source.random)
      let weights = (0..<count).map { _ in source.number() >> 5 }
      let total = weights.reduce(.zero, +)
      if total.isZero { continue }
      let amount = source.number()
      let place = "seed \(source.random.seed), step \(step): \(amount) over \(weights)"
      let shares = try Apportionment.cumulativeFloor(amount, weights: weights)
      #expect(shares.reduce(.zero, +) == amount, "\(place)")
      var split = try CumulativeSplit(amount, totalWeight: total)
      var before = SlowNumber([])
      for (share, weight) in zip(shares, weights) {
        #expect(try split.take(weight) == share, "\(place)")
        if weight.isZero { #expect(share.isZero, "\(place)") }
        // paid · total ≤ amount · weight taken < (paid + 1) · total
        let due = SlowNumber(amount) * SlowNumber(split.weightTaken)
        let next = SlowNumber(split.paid) + SlowNumber([1])
        #expect(SlowNumber(split.paid) * SlowNumber(total) <= due, "\(place)")
        #expect(due < next * SlowNumber(total), "\(place)")
        #expect(before <= SlowNumber(split.paid) && split.paid + split.remaining == amount)
        before = SlowNumber(split.paid)
      }
      // A part taken in two pays as much as taken at once.
      let half = total / 2
      var inTwo = try CumulativeSplit(amount, totalWeight: total)
      let first = try inTwo.take(half)
      #expect(try first + inTwo.take(total - half) == amount, "\(place)")
    }
  }

  @Test func moreAmountNeverPaysTheFirstLinesLess() throws {
    // What the largest remainder cannot promise (the Alabama paradox).
    let weights: [UInt256] = [6, 6, 2]
    for amount in 0..<200 as Range<UInt256> {
      let less = try Apportionment.cumulativeFloor(amount, weights: weights)
      let more = try Apportionment.cumulativeFloor(amount + 1, weights: weights)
      for count in 1...3 {
        #expect(less.prefix(count).reduce(0, +) <= more.prefix(count).reduce(0, +), "\(amount)")
      }
    }
  }

  @Test func aRefusedPartChangesNothing() throws {
    var split = try CumulativeSplit(100, totalWeight: 10)
    _ = try split.take(4)
    let before = split
    #expect(throws: ArithmeticError.beyondTotal(weight: 11, total: 10)) { try split.take(7) }
    #expect(throws: ArithmeticError.beyondTotal(weight: 12, total: 10)) { try split.take(upTo: 12) }
    #expect(
      throws: ArithmeticError.underflow(operation: "cumulative split", operands: [3, 4])
    ) { try split.take(upTo: 3) }
    #expect(throws: ArithmeticError.overflow(operation: "add", operands: [4, .max])) {
      try split.take(.max)
    }
    #expect(throws: ArithmeticError.beyondTotal(weight: 11, total: 10)) {
      try split.paidFloor(upTo: 11)
    }
    #expect(split == before)
    #expect(
      ArithmeticError.beyondTotal(weight: 11, total: 10).description
        == "Parts of the weight 11 are more than the 10 there are.")
  }

  @Test func theExtremesArePaid() throws {
    var split = try CumulativeSplit(.max, totalWeight: .max)
    #expect(try split.take(.max - 1) == .max - 1 && split.take(1) == 1)
    var nothing = try CumulativeSplit(0, totalWeight: 0)
    #expect(try nothing.take(0) == 0)
    #expect(throws: ArithmeticError.noWeight(amount: 5)) { try CumulativeSplit(5, totalWeight: 0) }
    #expect(throws: ArithmeticError.noWeight(amount: 5)) {
      try Apportionment.cumulativeFloor(5, weights: [0, 0])
    }
    #expect(throws: ArithmeticError.overflow(operation: "add", operands: [.max, 1])) {
      try Apportionment.cumulativeFloor(5, weights: [.max, 1])
    }
    #expect(try Apportionment.cumulativeFloor(0, weights: []) == [])
    #expect(try Apportionment.cumulativeFloor(2, weights: [1, 1, 1]) == [0, 1, 1])
  }

  @Test func codedWithWhatWasTaken() throws {
    var split = try CumulativeSplit(1000, totalWeight: 30)
    _ = try split.take(7)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(split)
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"amount":"1000","totalWeight":"30","weightTaken":"7"}"#)
    #expect(try JSONDecoder().decode(CumulativeSplit.self, from: json) == split)
    for hostile in [
      #"{"amount":"1000","totalWeight":"30","weightTaken":"31"}"#,
      #"{"amount":"1000","totalWeight":"0","weightTaken":"0"}"#,
      #"{"amount":"1000","totalWeight":"30"}"#,
    ] {
      #expect(throws: DecodingError.self, "\(hostile)") {
        try JSONDecoder().decode(CumulativeSplit.self, from: Data(hostile.utf8))
      }
    }
  }
}
