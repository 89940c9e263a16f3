// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards
import TestSupport
import Testing

/// Random rounds, from a handful of units to the largest stakes and budgets there are.
struct RandomRound {
  var budget: UInt256
  var carriedIn: UInt256
  var policy: RewardPolicy
  var lines: [RewardLineInput]

  init(using generator: inout SeededGenerator) throws {
    let isHuge = Int.random(in: 0..<4, using: &generator) == 0
    budget = Self.amount(bits: isHuge ? 200 : 40, using: &generator)
    carriedIn = Self.amount(bits: isHuge ? 100 : 12, using: &generator)
    let treasury = UInt32.random(in: 0...500_000, using: &generator)
    policy = try RewardPolicy(
      alpha: Ratio(
        1 + Self.amount(bits: isHuge ? 100 : 8, using: &generator),
        (1 + Self.amount(bits: 20, using: &generator)) << (isHuge ? 100 : 0)),
      etaRange: Bool.random(using: &generator)
        ? RewardPolicy.standardEtaRange : Ratio(1, 3)...Ratio(7, 2),
      treasuryPPM: treasury, burnPPM: UInt32.random(in: 0...500_000, using: &generator),
      unspent: RewardPolicy.Unspent.allCases.randomElement(using: &generator) ?? .carry)
    lines = []
    for number in 0..<Int.random(in: 0...9, using: &generator) {
      let stake = Self.amount(bits: isHuge ? 128 : 24, using: &generator)
      let commission = UInt32.random(in: 0...1_000_000, using: &generator)
      var left: UInt32 = 1_000_000
      for model in ["m", "n"] {
        for lane in Lane.allCases where Int.random(in: 0..<3, using: &generator) > 0 {
          let share = UInt32.random(in: 0...left, using: &generator)
          left -= share
          lines.append(
            RewardLineInput(
              gpu: try GPUID("gpu-\(number)"), owner: .derived(fromLabel: "owner \(number % 4)"),
              model: try ModelID(model), lane: lane, stake: stake, sharePPM: share,
              eta: try Self.eta(using: &generator),
              commissionPPM: commission.isMultiple(of: 3) ? 0 : commission))
        }
      }
    }
  }

  private static func amount(bits: Int, using generator: inout SeededGenerator) -> UInt256 {
    let width = Int.random(in: 0...bits, using: &generator)
    guard width > 0 else { return 0 }
    return UInt256.random(in: 0...(UInt256.max >> (256 - width)), using: &generator)
  }

  private static func eta(
    using generator: inout SeededGenerator
  ) throws -> EfficiencyFactor {
    let (a, b) = (
      UInt64.random(in: 1...100, using: &generator), UInt64.random(in: 1...40, using: &generator)
    )
    return switch Int.random(in: 0..<4, using: &generator) {
    case 0: try EfficiencyFactor(given: Ratio(UInt256(a), UInt256(b)))
    case 1: try EfficiencyFactor(base: Ratio(UInt256(b)), increase: Ratio(UInt256(a)))
    case 2: .noBase
    default: try EfficiencyFactor(baseDuration: a, measuredDuration: b)
    }
  }

  func distributed() throws -> Distribution {
    try Distribution.distribute(
      budget: budget, carriedIn: carriedIn, policy: policy, lines: lines)
  }
}

@Suite struct DistributionModelTests {
  @Test(arguments: [21, 22] as [UInt64])
  func randomRoundsAreExact(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var ceilings = 0
    for step in 0..<1_000 {
      let round = try RandomRound(using: &generator)
      let paid = try round.distributed()
      let label = "seed \(seed), step \(step)"
      try paid.checkInvariants()
      check(paid, against: round, label)
      if paid.payable > 0, paid.unspent > 0 { ceilings += 1 }

      var shuffled = round
      shuffled.lines.shuffle(using: &generator)
      guard try shuffled.distributed() == paid else {
        Issue.record("\(label): the order of the lines matters")
        return
      }
    }
    #expect(ceilings > 100, "seed \(seed): α limits some rounds")
  }

  /// Everything the rulings say, by multiplication in numbers of any size.
  private func check(_ paid: Distribution, against round: RandomRound, _ label: String) {
    let policy = round.policy
    #expect(paid.lines.map(\.input) == sortedSlowly(round.lines), "\(label): order")

    // W = Σ S · η₉ · x, η₉ the clamped η in parts per billion, rounded down.
    var total = Natural(0)
    let scale = Natural(1_000_000_000_000_000)
    for line in paid.lines {
      var eta = line.input.eta.ratio
      if eta < policy.etaRange.lowerBound { eta = policy.etaRange.lowerBound }
      if eta > policy.etaRange.upperBound { eta = policy.etaRange.upperBound }
      let parts = Natural(UInt256(line.etaPartsPerBillion))
      let scaled = Natural(eta.numerator) * Natural(1_000_000_000)
      #expect(parts * Natural(eta.denominator) <= scaled, "\(label): η₉")
      #expect((parts + Natural(1)) * Natural(eta.denominator) > scaled, "\(label): η₉")
      let weight =
        Natural(line.input.stake) * parts * Natural(UInt256(line.input.sharePPM))
      #expect(Natural(line.weight) == weight, "\(label): weight")
      total = total + weight
    }
    #expect(Natural(paid.totalWeight) == total, "\(label): W")

    let available = Natural(round.budget) + Natural(round.carriedIn)
    let placed =
      Natural(paid.treasury) + Natural(paid.burned) + Natural(paid.payable)
      + Natural(paid.carriedOut)
    #expect(placed == available, "\(label): every unit has a place")
    guard total > Natural(0) else {
      #expect(Natural(paid.carriedOut) == available, "\(label): nothing to pay, all is carried")
      return
    }

    // Treasury, burn and rest; the unspent is taken out of where it went.
    let isTreasury = policy.unspent == .treasury
    let isBurn = policy.unspent == .burn
    let treasury = isTreasury ? paid.treasury - paid.unspent : paid.treasury
    let burned = isBurn ? paid.burned - paid.unspent : paid.burned
    let rest = paid.payable + paid.unspent
    expectLargestRemainder(
      [treasury, burned, rest], of: round.budget + round.carriedIn,
      weights: [
        policy.treasuryPPM, policy.burnPPM, 1_000_000 - policy.treasuryPPM - policy.burnPPM,
      ].map { UInt256($0) }, label)
    #expect(paid.carriedOut == (policy.unspent == .carry ? paid.unspent : 0), "\(label): carry")

    // payable = min(rest, ⌊α · W⌋).
    let unit = Natural(policy.alpha.denominator) * scale
    let ceiling = Natural(policy.alpha.numerator) * total
    #expect(Natural(paid.payable) * unit <= ceiling, "\(label): α is a ceiling")
    if paid.payable < rest {
      #expect((Natural(paid.payable) + Natural(1)) * unit > ceiling, "\(label): ⌊α · W⌋")
    }
    #expect(
      Natural(paid.alphaEffective.numerator) * total
        == Natural(paid.payable) * scale * Natural(paid.alphaEffective.denominator),
      "\(label): effective α")

    expectLargestRemainder(
      paid.amounts, of: paid.payable, weights: paid.lines.map(\.weight), label)
    for line in paid.lines {
      let exact = line.exact
      #expect(
        Natural(exact.whole) * total + Natural(exact.remainder)
          == Natural(paid.payable) * Natural(line.weight), "\(label): exact value")
      #expect(exact.remainder < exact.divisor && Natural(exact.divisor) == total, "\(label)")
      #expect(line.amount == exact.whole || line.amount == exact.whole + 1, "\(label): one unit")
      let commission = UInt256(line.input.commissionPPM)
      expectLargestRemainder(
        [line.stakeReward, line.commission], of: line.amount,
        weights: [1_000_000 - commission, commission], label)
    }
  }

  /// Whether `parts` is the split of `amount` by largest remainder, equal ones to the smaller index.
  private func expectLargestRemainder(
    _ parts: [UInt256], of amount: UInt256, weights: [UInt256], _ label: String
  ) {
    let total = weights.reduce(into: Natural(0)) { $0 = $0 + Natural($1) }
    var floors: [UInt256] = []
    var remainders: [Natural] = []
    for (part, weight) in zip(parts, weights) {
      let exact = Natural(amount) * Natural(weight)
      let floor = Natural(part) * total <= exact ? part : part - 1
      guard Natural(floor) * total <= exact, exact < (Natural(floor) + Natural(1)) * total else {
        Issue.record("\(label): \(part) is more than a unit from its exact value")
        return
      }
      floors.append(floor)
      remainders.append(exact - Natural(floor) * total)
    }
    var left = floors.reduce(into: amount) { $0 -= $1 }
    let order = parts.indices.sorted {
      remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
    }
    for index in order where left > 0 {
      floors[index] += 1
      left -= 1
    }
    #expect(parts == floors, "\(label): the largest remainders get the units left")
  }

  /// Selection sort by the bytes of the names, then the lane.
  private func sortedSlowly(_ lines: [RewardLineInput]) -> [RewardLineInput] {
    func key(_ line: RewardLineInput) -> [UInt8] {
      Array(line.gpu.text.utf8) + [0] + Array(line.model.text.utf8) + [0, line.lane.rawValue]
    }
    var rest = lines
    var sorted: [RewardLineInput] = []
    while var best = rest.indices.first {
      for index in rest.indices where key(rest[index]).lexicographicallyPrecedes(key(rest[best])) {
        best = index
      }
      sorted.append(rest.remove(at: best))
    }
    return sorted
  }
}
