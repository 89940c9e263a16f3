// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import BigInt
  import ExactArithmetic
  import LedgerPrimitives
  import Rewards
  import TestSupport
  import Testing

  /// Pouring in exact fractions of any size, one group at a time, without a heap: slow and obvious.
  private struct SlowFilling {
    struct Fraction {
      var top: BigInt
      var bottom: BigInt

      static func + (a: Fraction, b: Fraction) -> Fraction {
        Fraction(top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom).reduced
      }
      static func - (a: Fraction, b: Fraction) -> Fraction {
        Fraction(top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom).reduced
      }
      static func * (a: Fraction, b: BigInt) -> Fraction {
        Fraction(top: a.top * b, bottom: a.bottom).reduced
      }
      static func / (a: Fraction, b: BigInt) -> Fraction {
        Fraction(top: a.top, bottom: a.bottom * b).reduced
      }
      static func < (a: Fraction, b: Fraction) -> Bool {
        a.top * b.bottom < b.top * a.bottom
      }
      var reduced: Fraction {
        let divisor = top.greatestCommonDivisor(with: bottom)
        return divisor <= 1
          ? self : Fraction(top: top / divisor, bottom: bottom / divisor)
      }
    }

    static func fill(
      _ payable: BigInt, weights: [BigInt], groups: [(cap: BigInt, lines: [Int])],
      redistributes: Bool
    ) -> [Fraction] {
      var amounts = weights.map { _ in Fraction(top: 0, bottom: 1) }
      var open = Set(weights.indices.filter { weights[$0] > 0 })
      var pool = Fraction(top: payable, bottom: 1)
      let whole = weights.reduce(0, +)
      while !open.isEmpty {
        let total = open.reduce(BigInt(0)) { $0 + weights[$1] }
        let level = redistributes ? pool / total : Fraction(top: payable, bottom: whole)
        var lowest: (height: Fraction, lines: [Int])?
        for group in groups {
          let inside = group.lines.filter(open.contains)
          let weight = inside.reduce(BigInt(0)) { $0 + weights[$1] }
          if weight == 0 { continue }
          let used = group.lines.reduce(Fraction(top: 0, bottom: 1)) { $0 + amounts[$1] }
          let height = (Fraction(top: group.cap, bottom: 1) - used) / weight
          if height < level, lowest == nil || height < lowest!.height {
            lowest = (height, inside)
          }
        }
        let step = lowest ?? (level, Array(open))
        for line in step.lines {
          amounts[line] = step.height * weights[line]
          pool = pool - amounts[line]
          open.remove(line)
        }
      }
      return amounts
    }
  }

  @Suite struct CapModelTests {
    @Test(arguments: [51, 52] as [UInt64])
    func cappedRoundsFollowTheExactFilling(seed: UInt64) throws {
      var generator = SeededGenerator(seed: seed)
      var capped = 0
      for step in 0..<250 {
        let label = "seed \(seed), step \(step)"
        // Some rounds are so large that a unit is nothing, some so small that it is everything.
        let scale: UInt64 = step.isMultiple(of: 2) ? 1_000_000_000_000 : 30
        var lines: [RewardLineInput] = []
        let gpus = Int.random(in: 1...7, using: &generator)
        for number in 0..<gpus {
          let stake = UInt256(UInt64.random(in: 0...1_000, using: &generator))
          for (place, model) in ["m", "n"].enumerated()
          where Int.random(in: 0..<4, using: &generator) > 0 {
            lines.append(
              RewardLineInput(
                gpu: try GPUID("g\(number)"), owner: .derived(fromLabel: "o\(number % 3)"),
                model: try ModelID(model), lane: place == 0 ? .training : .hosting,
                stake: stake, sharePPM: UInt32.random(in: 0...500_000, using: &generator),
                eta: .noBase))
          }
        }
        func cap() -> RewardCap? {
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: nil
          case 1: .units(UInt256(UInt64.random(in: 0...scale, using: &generator)))
          default: .partsPerMillion(UInt32.random(in: 0...1_000_000, using: &generator))
          }
        }
        let caps = RewardCaps(
          gpu: cap(), owner: cap(), model: cap(),
          excess: Bool.random(using: &generator) ? .redistribute : .carry)
        let paid = try Distribution.distribute(
          budget: UInt256(scale), policy: RewardPolicy(alpha: Ratio(1_000_000), caps: caps),
          lines: lines)
        try paid.checkInvariants()
        if paid.lines.contains(where: { $0.cappedBy != nil }) { capped += 1 }
        check(paid, caps, label)
      }
      #expect(capped > 100, "seed \(seed): caps limit many rounds")
    }

    private func check(_ paid: Distribution, _ caps: RewardCaps, _ label: String) {
      let lines = Array(paid.lines)
      let before = paid.payable + paid.withheld
      func limit(_ cap: RewardCap) -> BigInt {
        switch cap {
        case .units(let units): BigInt(units.description)!
        case .partsPerMillion(let parts):
          BigInt(before.description)! * BigInt(parts) / 1_000_000
        }
      }
      var groups: [(cap: BigInt, lines: [Int])] = []
      func add<Key: Hashable>(_ cap: RewardCap?, _ key: (RewardLine) -> Key) {
        guard let cap else { return }
        for members in Dictionary(grouping: lines.indices, by: { key(lines[$0]) }).values {
          groups.append((limit(cap), members))
        }
      }
      add(caps.gpu) { $0.gpu }
      add(caps.owner) { $0.owner }
      add(caps.model) { $0.model }

      let weights = lines.map { BigInt($0.weight.description)! }
      let amounts = lines.map { BigInt($0.amount.description)! }
      guard weights.reduce(0, +) > 0 else { return }
      for group in groups {
        let together = group.lines.reduce(BigInt(0)) { $0 + amounts[$1] }
        #expect(together <= group.cap, "\(label): no cap is passed, not by one unit")
      }
      let exact = SlowFilling.fill(
        BigInt(before.description)!, weights: weights, groups: groups,
        redistributes: caps.excess == .redistribute)
      for index in lines.indices {
        // Filling in whole units moves each later level by less than a unit a line.
        let difference = amounts[index] * exact[index].bottom - exact[index].top
        #expect(
          difference.magnitude <= BigInt(lines.count).magnitude * exact[index].bottom.magnitude,
          "\(label): line \(index) gets \(amounts[index]) of \(exact[index])")
      }
      if caps.excess == .redistribute, paid.withheld > 0 {
        for index in lines.indices where weights[index] > 0 {
          let isFull = groups.contains { group in
            group.lines.contains(index)
              && group.lines.reduce(BigInt(0)) { $0 + amounts[$1] } == group.cap
          }
          #expect(isFull, "\(label): line \(index) could have taken what was withheld")
        }
      }
    }
  }
#endif
