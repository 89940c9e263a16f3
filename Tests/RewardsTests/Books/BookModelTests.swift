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

  /// What a book should hold, in integers of any size.
  private struct SlowBook {
    var funded = BigInt(0)
    var treasury = BigInt(0)
    var burned = BigInt(0)
    var paid = BigInt(0)
    var carried = BigInt(0)

    mutating func take(_ paid: Distribution) {
      func big(_ value: UInt256) -> BigInt {
        value.asUInt64.map { BigInt($0) } ?? BigInt(value.description)!
      }
      funded += big(paid.budget)
      treasury += big(paid.treasury)
      burned += big(paid.burned)
      for index in paid.lines.indices { self.paid += big(paid.lines.amount(at: index)) }
      carried = funded - treasury - burned - self.paid
    }

    func agrees(with totals: RewardTotals) -> Bool {
      [funded, treasury, burned, paid, carried].map(\.description)
        == [totals.funded, totals.treasury, totals.burned, totals.paid, totals.carried]
        .map(\.description)
    }
  }

  @Suite struct BookModelTests {
    /// A quarter of the 100,000 each, so that they run beside each other.
    @Test(arguments: [81, 82, 83, 84] as [UInt64])
    func everyOneOfAHundredThousandOperationsConserves(_ seed: UInt64) throws {
      var generator = SeededGenerator(seed: seed)
      let owners = ["x", "y"].map { Address.derived(fromLabel: $0) }
      let gpus = try (0..<4).map { try GPUID("g\($0)") }
      let models = [Fixture.mnist, Fixture.other]
      let etas = [Fixture.threeHalves, .noBase, try EfficiencyFactor(given: Ratio("1/3")!)]
      var operations = 0
      var refused = 0
      while operations < 25_000 {
        let policy = try randomPolicy(using: &generator)
        var book = RewardBook(policy: policy, network: Fixture.network)
        var emission = try EmissionLedger(
          rule: randomRule(using: &generator),
          backing: Bool.random(using: &generator)
            ? .pool : .mint(cap: UInt256(UInt64.random(in: 0...5_000, using: &generator))))
        var slow = SlowBook()
        for _ in 0..<50 {
          operations += 1
          let label = "seed \(seed), operation \(operations)"
          switch Int.random(in: 0..<8, using: &generator) {
          case 0:
            // The pool is filled, or there is none.
            let before = emission
            let amount = UInt256(UInt64.random(in: 0...500, using: &generator))
            if (try? emission.fund(amount)) == nil {
              refused += 1
              #expect(emission == before && emission.backing != .pool, "\(label)")
            }
          case 1:
            // A round that is not next: nothing changes.
            let before = book
            let round = Round(book.nextRound.number + 1)
            #expect(throws: RewardsError.roundOutOfOrder(round, next: book.nextRound)) {
              try book.settle(
                round: round, budget: 1, lines: [], stakeSnapshot: .zero, measurements: .zero)
            }
            if book != before { Issue.record("\(label): a refusal changed the book") }
            refused += 1
          default:
            var lines: [RewardLineInput] = []
            for gpu in gpus where Int.random(in: 0..<3, using: &generator) == 0 {
              lines.append(
                RewardLineInput(
                  gpu: gpu, owner: gpu < gpus[2] ? owners[0] : owners[1],
                  model: models[Int.random(in: 0..<2, using: &generator)],
                  lane: Bool.random(using: &generator) ? .training : .hosting,
                  stake: UInt256(UInt64.random(in: 0...3_000, using: &generator)),
                  sharePPM: UInt32.random(in: 0...1_000_000, using: &generator),
                  eta: etas[Int.random(in: 0..<3, using: &generator)],
                  commissionPPM: UInt32.random(in: 0...1_000_000, using: &generator),
                  capacity: UInt64.random(in: 0...50, using: &generator),
                  boostPPM: UInt32.random(in: 0...3_000_000, using: &generator),
                  scorePPM: UInt32.random(in: 0...1_000_000, using: &generator)))
            }
            var input = EmissionInput()
            if case .demand = emission.rule {
              input = EmissionInput(fees: UInt256(UInt64.random(in: 0...900, using: &generator)))
            }
            let draw = try emission.draw(book.nextRound, input)
            let receipt = try book.settle(
              round: book.nextRound, budget: draw.budget,
              gauges: policy.basis == .whitepaper
                ? .neutral
                : GaugeWeights([
                  .init(
                    model: Fixture.other,
                    ppm: UInt32.random(in: 0...2_000_000, using: &generator))
                ]),
              lines: lines, stakeSnapshot: Fixture.snapshot, measurements: .zero,
              channel: Bool.random(using: &generator)
                ? .directPayment : .localClaims(root: Fixture.snapshot))
            slow.take(receipt.distribution)
            try receipt.distribution.checkInvariants()
          }
          try emission.checkInvariants()
          guard slow.agrees(with: book.totals), emission.fees >= emission.burned else {
            Issue.record("\(label): \(book.totals), not \(slow)")
            return
          }
        }
        try book.checkInvariants()
        // Every unit of emission went into a round, and every unit of a round has a place.
        #expect(book.totals.funded == emission.drawn + emission.passedOn)
      }
      #expect(refused > 2_500, "seed \(seed)")
    }

    private func randomPolicy(using generator: inout SeededGenerator) throws -> RewardPolicy {
      func cap() -> RewardCap? {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: .units(UInt256(UInt64.random(in: 0...200, using: &generator)))
        case 1: .partsPerMillion(UInt32.random(in: 0...1_000_000, using: &generator))
        default: nil
        }
      }
      let isWeighted = Bool.random(using: &generator)
      return try RewardPolicy(
        alpha: Ratio(
          UInt256(UInt64.random(in: 1...5, using: &generator)),
          UInt256(UInt64.random(in: 1...100, using: &generator))),
        treasuryPPM: UInt32.random(in: 0...500_000, using: &generator),
        burnPPM: UInt32.random(in: 0...500_000, using: &generator),
        unspent: RewardPolicy.Unspent.allCases.randomElement(using: &generator) ?? .carry,
        basis: isWeighted ? .capacityWeighted(kappa: 20) : .whitepaper,
        laneWeights: isWeighted
          ? LaneWeights(
            trainingPPM: UInt32.random(in: 0...1_000_000, using: &generator),
            hostingPPM: UInt32.random(in: 0...1_000_000, using: &generator)) : .neutral,
        caps: RewardCaps(
          gpu: cap(), owner: cap(), model: cap(),
          excess: Bool.random(using: &generator) ? .carry : .redistribute))
    }

    private func randomRule(using generator: inout SeededGenerator) throws -> EmissionRule {
      let initial = UInt256(UInt64.random(in: 0...300, using: &generator))
      return switch Int.random(in: 0..<5, using: &generator) {
      case 0: .fixed(perRound: initial)
      case 1: .halving(initial: initial, rounds: UInt64.random(in: 1...9, using: &generator))
      case 2:
        .decay(
          initial: initial, factor: try Ratio(9, 10),
          rounds: UInt64.random(in: 1...3, using: &generator))
      case 3: .issuanceHalving(initial: initial, limit: 2_000)
      default: .demand(burnPPM: 300_000, mintPPM: 500_000, mintLimit: 100)
      }
    }
  }
#endif
