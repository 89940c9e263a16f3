// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import TestSupport
import Testing

@Suite struct TokenLinkTests {
  /// The golden case of the research note: an H100 at 1.7515 $/h, a day, 10 000 tokens at 0.50 $.
  private func golden(return required: Double = 0.08, fees: USD = .zero) throws -> StakedGPU {
    StakedGPU(
      costPerHour: try USD(parsing: "1.7515"), stake: try TokenUnits.parse("10000"),
      tokenPrice: try USD(parsing: "0.50"), eta: try Ratio(parsing: "1.5"), round: Hours(24),
      requiredReturn: required, fees: fees)
  }

  private func double(_ ratio: Ratio) -> Double {
    TokenUnits.double(ratio.numerator) / TokenUnits.double(ratio.denominator)
  }

  @Test func theGoldenCaseIsReproduced() throws {
    let free = try golden(return: 0)
    #expect(try free.costPerRound() == USD(parsing: "42.036"))
    // 42.036 / 7500, exactly.
    #expect(try free.breakEvenAlpha() == Ratio(parsing: "0.0056048"))
    expectWithin(double(try free.breakEvenAlpha()), 0.005605, 1e-4)
    let charged = try golden()
    expectWithin(try charged.opportunityCost().double, 10_000 * 0.5 * 0.08 / 365, 1e-12)
    expectWithin(double(try charged.breakEvenAlpha()), 0.005751, 1e-4)
    // It also sells 0.7 of its hours at 2.69 $ less 5 %: 42.93 $ a day.
    let fees = try USD(parsing: "2.69").scaled(by: 0.7 * 24 * 0.95)
    expectWithin(fees.double, 42.93, 1e-3)
    expectWithin(double(try golden(fees: fees).breakEvenAlpha()), 2.66e-5, 0.005)
    // Without the opportunity cost the fees alone pay.
    #expect(try golden(return: 0, fees: fees).breakEvenAlpha() == .zero)
    // A break-even on subsidy alone returns three times the stake a year: that does not last.
    expectWithin(
      try charged.annualReturn(alpha: Ratio(parsing: "0.0056")), 3.07, 0.002)
  }

  @Test func aThousandH100sNeedWhatTheNoteSays() throws {
    let balance = NetworkBalance(
      minted: .zero, tokenPrice: try USD(parsing: "0.50"), fees: .zero,
      cost: try golden().costPerRound().scaled(by: 1000))
    #expect(balance.cost == USD(42_036))
    #expect(try balance.breakEvenMintCeil() == TokenUnits.parse("84072"))
    #expect(try !balance.isSolvent())
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func atTheBreakEvenNothingIsGained(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let position = StakedGPU(
        costPerHour: try USD(1).scaled(by: Double.random(in: 0.01...5, using: &random)),
        stake: TokenUnits.perToken * UInt256(UInt64.random(in: 100...1_000_000, using: &random)),
        tokenPrice: try USD(1).scaled(by: Double.random(in: 0.01...50, using: &random)),
        eta: try Ratio(UInt256(UInt64.random(in: 100...1000, using: &random)), 100),
        round: Hours(Double.random(in: 1...48, using: &random)),
        requiredReturn: Double.random(in: 0...0.3, using: &random))
      let alpha = try position.breakEvenAlpha()
      let net = try position.net(alpha: alpha).double
      let scale = try position.costPerRound().double + position.opportunityCost().double
      #expect(net.magnitude < 1e-12 * max(1, scale), "seed \(seed): \(position) \(net)")

      // With a tenth more α, P* and S* are where net is zero.
      let more = try alpha.multiplied(by: Ratio(11, 10))
      guard case .at(let price) = try position.priceFloor(alpha: more),
        case .at(let stake) = try position.breakEvenStake(alpha: more)
      else {
        Issue.record("seed \(seed): no floor for \(position)")
        continue
      }
      #expect(price < position.tokenPrice && stake < position.stake, "seed \(seed)")
      var there = position
      there.tokenPrice = price
      #expect(try there.net(alpha: more).double.magnitude < 1e-9 * max(1, scale), "seed \(seed)")
      there = position
      there.stake = stake
      #expect(try there.net(alpha: more).double.magnitude < 1e-9 * max(1, scale), "seed \(seed)")
    }
  }

  @Test func aRewardThatDoesNotPayItsStakeHasNoFloor() throws {
    let position = try golden(return: 4)
    #expect(try position.priceFloor(alpha: Ratio(parsing: "0.001")) == .never)
    #expect(try position.breakEvenStake(alpha: Ratio(parsing: "0.001")) == .never)
    var empty = try golden()
    empty.stake = .zero
    #expect(try empty.priceFloor(alpha: .one) == .never)
    #expect(throws: EconomicsError.self) { try empty.breakEvenAlpha() }
    var worthless = try golden()
    worthless.tokenPrice = .zero
    #expect(throws: EconomicsError.self) { try worthless.breakEvenAlpha() }
  }

  @Test func paybackCountsTheInstalmentsOnce() throws {
    // Net nothing: what comes back is C1, so the months are K/(730·C1).
    let position = try golden(return: 0)
    guard
      case .at(let months) = try position.paybackMonths(
        capital: USD(39_560), computePerHour: try USD(parsing: "1.3274"),
        alpha: position.breakEvenAlpha())
    else {
      Issue.record("it pays back")
      return
    }
    expectWithin(months, 39_560 / (730 * 1.3274), 1e-9)
    #expect(
      try position.paybackMonths(capital: USD(1), computePerHour: .zero, alpha: .zero) == .never)
  }

  @Test func equalStakesPayEqualWhateverTheHardware() throws {
    // The scale finding: α* falls with the hardware behind a stake, so big GPUs leave first.
    let big = try golden(return: 0).breakEvenAlpha()
    var home = try golden(return: 0)
    home.costPerHour = try USD(parsing: "0.1321")
    expectWithin(double(big) / double(try home.breakEvenAlpha()), 1.7515 / 0.1321, 1e-9)
    #expect(try home.reward(alpha: big).units == golden().reward(alpha: big).units)
  }

  @Test(arguments: [
    ("10499999", 1), ("10500000", 2), ("15749999", 2), ("15750000", 4), ("18375000", 8),
    ("20999999", 16_777_216), ("21000000", 0),
  ])
  func bittensorsHalvings(_ row: (issued: String, divisor: UInt64)) throws {
    let schedule = EmissionSchedule.halving(
      first: TokenUnits.perToken, cap: try TokenUnits.parse("21000000"))
    let budget = try schedule.budgetFloor(round: 5, issued: TokenUnits.parse(row.issued))
    #expect(budget == (row.divisor == 0 ? .zero : TokenUnits.perToken / UInt256(row.divisor)))
  }

  @Test func rendersSchedules() throws {
    // 9 126 804 a year, a twelfth of it a month.
    let month = try TokenUnits.parse("9126804") / 12
    #expect(try month == (TokenUnits.parse("760567")))
    let schedule = EmissionSchedule.geometric(
      first: month, factor: try Ratio(parsing: "0.945"), period: 12)
    #expect(try schedule.budgetFloor(round: 11, issued: .zero) == month)
    #expect(
      try schedule.budgetFloor(round: 12, issued: .zero) == TokenUnits.parse("718735.815"))
    #expect(try schedule.budgetFloor(round: .max, issued: .zero) == .zero)
    #expect(throws: EconomicsError.self) {
      try EmissionSchedule.geometric(first: 1, factor: Ratio(2), period: 1)
        .budgetFloor(round: 1, issued: .zero)
    }
    // Points: 500 000 of 50 million share in 95 071.
    let parts = try WorkWeightedReward.split(
      budget: TokenUnits.parse("95071"), stakes: [1, 1],
      work: [500_000, 49_500_000], theta: 0)
    #expect(try parts[0] == (TokenUnits.parse("950.71")))
  }

  @Test func burnMeetsMintAtTheEquilibriumPrice() throws {
    var balance = NetworkBalance(
      minted: try TokenUnits.parse("1000"), tokenPrice: USD(1), fees: USD(900), burnPPM: 950_000,
      takePPM: 50_000, cost: USD(1000))
    let price = try #require(try balance.equilibriumPrice())
    #expect(try price == (USD(parsing: "0.855")))
    balance.tokenPrice = price
    let burned = try balance.burnedFloor()
    #expect(burned <= balance.minted && balance.minted - burned <= 2)
    // 855/(855 + 900)
    expectWithin(try balance.subsidyRatio(), 855.0 / 1755, 1e-12)
    // 855 + 855 − 1000
    expectWithin(try balance.surplus().double, 710, 1e-12)
    #expect(try balance.isSolvent())
    balance.cost = USD(1711)
    #expect(try !balance.isSolvent())
    balance.minted = .zero
    #expect(try balance.equilibriumPrice() == nil)
  }

  @Test func supplyIsMintLessBurnToTheUnit() throws {
    let path = SupplyPath(
      schedule: .geometric(
        first: try TokenUnits.parse("1000"), factor: try Ratio(parsing: "0.9"), period: 10),
      burnPPM: 950_000, initialSupply: try TokenUnits.parse("5000"))
    var random = SeededGenerator(seed: 9)
    let demand = try (0..<200).map { _ in
      try USD(1).scaled(by: Double.random(in: 0...3000, using: &random))
    }
    let prices = try (0..<200).map { _ in
      try USD(1).scaled(by: Double.random(in: 0.1...2, using: &random))
    }
    let steps = try path.steps(demand: demand, prices: prices)
    var supply = path.initialSupply
    for step in steps {
      supply = supply + step.minted - step.burned
      #expect(step.supply == supply)
    }
    #expect(steps.count == 200 && steps.contains { $0.burned > $0.minted })
    #expect(
      throws: EconomicsError.countsDiffer(
        "prices of a demand path", found: 1, expected: 2)
    ) {
      try path.steps(demand: [USD(1), USD(1)], prices: [USD(1)])
    }
  }

  @Test(arguments: [0, 0.25, 0.5, 0.9, 1])
  func workWeightedPartsAreTheBudgetAndASplitIdentityGainsNothing(_ theta: Double) throws {
    var random = SeededGenerator(seed: 4)
    let budget = UInt256(1_000_000_000_000)
    let stakes = (0..<20).map { _ in
      TokenUnits.perToken * UInt256(UInt64.random(in: 1...1000, using: &random))
    }
    let work = (0..<20).map { _ in UInt256(UInt64.random(in: 1...1_000_000, using: &random) * 2) }
    let parts = try WorkWeightedReward.split(
      budget: budget, stakes: stakes, work: work, theta: theta)
    #expect(parts.reduce(UInt256.zero, +) == budget)
    // The first splits itself in two halves.
    let halves = try WorkWeightedReward.split(
      budget: budget, stakes: [stakes[0] / 2, stakes[0] / 2] + stakes[1...],
      work: [work[0] / 2, work[0] / 2] + work[1...], theta: theta)
    #expect(halves.reduce(UInt256.zero, +) == budget)
    let together = halves[0] + halves[1]
    #expect(together > parts[0] ? together - parts[0] <= 2 : parts[0] - together <= 2)
    if theta == 1 {
      #expect(try parts == Apportionment.largestRemainder(budget, weights: stakes))
    }
  }

  @Test func aBudgetWithoutWeightIsRefused() throws {
    #expect(throws: EconomicsError.noWeight("a budget")) {
      try WorkWeightedReward.split(budget: 1, stakes: [0], work: [0], theta: 0.5)
    }
    #expect(throws: EconomicsError.self) {
      try WorkWeightedReward.split(budget: 1, stakes: [1], work: [], theta: 0.5)
    }
    #expect(throws: EconomicsError.self) {
      try WorkWeightedReward.split(budget: 1, stakes: [1], work: [1], theta: 1.5)
    }
    #expect(throws: EconomicsError.self) {
      try WorkWeightedReward.split(budget: 1, stakes: [.max], work: [1], theta: 1)
    }
  }
}
