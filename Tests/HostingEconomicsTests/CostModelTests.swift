// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import HostingEconomics
import TestSupport
import Testing

@Suite struct CostModelTests {
  static let catalogue = Result { try Catalogue.standard() }

  static func model(_ gpu: String, _ site: String? = nil) throws -> CostModel {
    let catalogue = try catalogue.get()
    let gpu = try catalogue.gpu(named: gpu)
    return try catalogue.costModel(owning: gpu, at: catalogue.site(named: site ?? gpu.site))
  }

  /// The worked table of the research note, section 1.4; tolerance 0.5 % or half its last digit.
  static let workedTable: [(gpu: String, lines: [Double], total: Double, useful: Double)] = [
    ("h100", [1.3274, 0.0645, 0.0348, 0.2258, 0.0100, 0.0890], 1.7515, 2.502),
    ("h200", [1.4596, 0.0645, 0.0348, 0.2483, 0.0100, 0.0890], 1.9062, 2.723),
    ("a100", [0.5368, 0.0362, 0.0195, 0.0913, 0.0100, 0.0890], 0.7829, 1.119),
    ("l40s", [0.3859, 0.0276, 0.0149, 0.0656, 0.0100, 0.0890], 0.5930, 0.847),
    ("rtx-4090", [0.0588, 0.0601, 0.0060, 0.0052, 0.0020, 0], 0.1321, 0.189),
  ]

  @Test(arguments: workedTable)
  func theWorkedTableIsReproduced(
    _ row: (gpu: String, lines: [Double], total: Double, useful: Double)
  ) throws {
    let breakdown = try Self.model(row.gpu).breakdown()
    for (line, expected) in zip(breakdown.lines, row.lines) {
      let difference = (line.perHour.double - expected).magnitude
      #expect(difference <= max(0.000_06, expected * 0.005), "\(row.gpu), \(line.factor)")
    }
    expectWithin(breakdown.perHour.double, row.total, 0.005, row.gpu)
    expectWithin(breakdown.perUsefulHour.double, row.useful, 0.005, row.gpu)
  }

  @Test func sharesAreAsTheNoteSays() throws {
    let h100 = try Self.model("h100").breakdown()
    #expect((h100.share(of: .compute) - 0.76).magnitude < 0.005)
    #expect(
      (h100.share(of: .electricity) + h100.share(of: .cooling) - 0.06).magnitude < 0.005)
    #expect((h100.share(of: .infrastructure) - 0.13).magnitude < 0.005)
    #expect((h100.share(of: .personnel) - 0.05).magnitude < 0.005)
    let home = try Self.model("4090").breakdown()
    #expect((home.share(of: .compute) - 0.445).magnitude < 0.005)
    #expect((home.share(of: .electricity) + home.share(of: .cooling) - 0.50).magnitude < 0.005)
  }

  @Test func sensitivityIsAsTheNoteSays() throws {
    let bars = try Self.model("h100").sensitivity()
    let published: [(CostInput, Double, Double)] = [
      (.utilisation, 4.33, 1.86), (.life, 3.01, 2.00), (.costOfCapital, 2.28, 2.74),
      (.gpusPerEngineer, 2.91, 2.41), (.electricity, 2.43, 2.71),
      (.powerUsageEffectiveness, 2.46, 2.55),
    ]
    #expect(bars.map(\.input).first == .utilisation, "the widest comes first")
    #expect(bars.map(\.swing) == bars.map(\.swing).sorted(by: >))
    for (input, low, high) in published {
      let bar = try #require(bars.first { $0.input == input })
      // The note rounds to a cent; PUE 2.0 gives 2.5445, which it prints as 2.55.
      expectWithin(bar.costAtLow.double, low, 0.005, "\(input)")
      expectWithin(bar.costAtHigh.double, high, 0.005, "\(input)")
    }
  }

  @Test func aRentedGPUHasNoTornadoOfItsLife() throws {
    var model = try Self.model("h100")
    model.hardware = .rented(try USDPerHour(parsing: "2.69"))
    let inputs = try model.sensitivity(
      over: CostInput.standardRanges + [(.rent, 2, 3), (.capital, 1, 2)]
    ).map(\.input)
    #expect(Set(inputs) == [.utilisation, .gpusPerEngineer, .rent])
    let breakdown = try model.breakdown()
    #expect(breakdown[.compute].double == 2.69)
    #expect(breakdown[.electricity] == .zero && breakdown[.cooling] == .zero)
    #expect(breakdown[.infrastructure] == .zero && breakdown[.personnel] > .zero)
  }

  // MARK: Properties

  private func randomModel(_ random: inout SeededGenerator) throws -> CostModel {
    func number(_ range: ClosedRange<Double>) -> Double {
      Double.random(in: range, using: &random)
    }
    func dollars(_ range: ClosedRange<Double>) throws -> USD {
      try USD(1).scaled(by: number(range))
    }
    return CostModel(
      hardware: Bool.random(using: &random)
        ? .owned(
          capital: try dollars(1...1e5),
          depreciation: Bool.random(using: &random)
            ? .capitalRecovery(
              years: Years(number(0.5...20)), costOfCapital: number(0...0.5),
              residualShare: number(0...1))
            : .falling(ordersOfMagnitudePerYear: number(0...0.5)),
          maintenancePerYear: number(0...0.2))
        : .rented(USDPerHour(try dollars(0...10))),
      facility: Bool.random(using: &random)
        ? .own(powerUsageEffectiveness: number(1...3))
        : .colocation(
          rent: USDPerKilowattMonth(try dollars(0...400)),
          includesPower: Bool.random(using: &random),
          includesCooling: Bool.random(using: &random), powerUsageEffectiveness: number(1...3)),
      power: PowerDraw(
        load: Watts(number(100...1000)), idle: Watts(number(0...100)),
        host: Watts(number(0...500))), utilisation: number(0.01...1),
      electricity: USDPerKilowattHour(try dollars(0...1)),
      traffic: GigabytesPerHour(number(0...100)),
      trafficPrice: USDPerGigabyte(try dollars(0...0.2)),
      staffing: Bool.random(using: &random)
        ? Staffing(cost: USDPerYear(try dollars(0...3e5)), gpusPerEngineer: number(1...1000))
        : nil, grid: CarbonIntensity(number(0...1)))
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func lawsOfTheCost(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let model = try randomModel(&random)
      let base = try model.breakdown()
      let comment: Comment = "seed \(seed), \(model)"

      // The parts are the whole, to the last unit; the shares are 1.
      #expect(try USD.sum(base.lines.map(\.perHour)) == base.perHour, comment)
      #expect(base.lines.allSatisfy { !$0.perHour.isNegative }, comment)
      let shares = CostFactor.allCases.map(base.share(of:)).reduce(0, +)
      #expect(base.perHour == .zero || (shares - 1).magnitude < 1e-12, comment)

      // Monotone in each price.
      for input in [CostInput.electricity, .capital, .rent, .maintenance, .costOfCapital] {
        let low = Double.random(in: 0...0.5, using: &random)
        let high = low + Double.random(in: 0...0.5, using: &random)
        guard let cheap = try model.setting(input, to: low),
          let dear = try model.setting(input, to: high)
        else { continue }
        #expect(try cheap.breakdown().perHour <= dear.breakdown().perHour, "\(input), \(comment)")
      }
      var dearer = model
      dearer.trafficPrice = USDPerGigabyte(try model.trafficPrice.perUnit.adding(USD(1)))
      #expect(try dearer.breakdown().perHour >= base.perHour, comment)

      // Cooling costs nothing where PUE is 1, and something otherwise.
      var cooled = model
      cooled.facility = .own(powerUsageEffectiveness: 1)
      #expect(try cooled.breakdown()[.cooling] == .zero, comment)
      cooled.facility = .own(powerUsageEffectiveness: 1.5)
      if case .owned = model.hardware, model.electricity.perUnit.double > 1e-9 {
        #expect(try cooled.breakdown()[.cooling] > .zero, comment)
      }

      // A useful hour costs the more the less there are; at full use it is an hour.
      var full = model
      full.utilisation = 1
      let fullHour = try full.breakdown()
      #expect(fullHour.perUsefulHour == fullHour.perHour, comment)
      full.utilisation = 1 - 1e-12
      let nearly = try full.breakdown().perUsefulHour.double
      #expect((nearly - fullHour.perHour.double).magnitude <= 1e-9 * max(1, nearly), comment)
      #expect(
        base.perUsefulHour.double >= fullHour.perHour.double * (1 - 1e-12)
          || model.power.load < model.power.idle, comment)
    }
  }

  @Test func theCapitalRecoveryFactorIsContinuousAtZero() {
    let limit = Depreciation.capitalRecoveryFactor(rate: 0, years: Years(4))
    #expect(limit == 0.25)
    var before = limit
    for exponent in stride(from: -16.0, through: -1, by: 0.25) {
      var rate = 1.0
      for _ in 0..<Int(-exponent * 4) { rate /= 1.7782794100389228 }
      let factor = Depreciation.capitalRecoveryFactor(rate: rate, years: Years(4))
      #expect(factor >= before, "rate \(rate)")
      // CRF = 1/n + r(n+1)/(2n) + r²(n²−1)/(12n) + …
      let series = 0.25 + rate * 5 / 8 + rate * rate * 15 / 48
      #expect((factor - series).magnitude < 0.2 * rate * rate * rate + 1e-9, "rate \(rate)")
      before = factor
    }
    // The textbook's 10 % over 4 years.
    expectWithin(
      Depreciation.capitalRecoveryFactor(rate: 0.1, years: Years(4)), 0.315_470_803_7, 1e-9)
    #expect(Depreciation.capitalRecoveryFactor(rate: 9, years: Years(10_000)) == 9)
  }

  @Test func colocationIsNotChargedTwice() throws {
    var model = try Self.model("h100")
    let rent = try USDPerKilowattMonth(parsing: "180")
    model.facility = .colocation(
      rent: rent, includesPower: true, includesCooling: true, powerUsageEffectiveness: 1.4)
    let all = try model.breakdown()
    #expect(all[.electricity] == .zero && all[.cooling] == .zero)
    // 0.05·39560/8760 + 12·180·0.8/8760
    #expect((all[.infrastructure].double - (0.225_799 + 0.197_260)).magnitude < 1e-5)
    expectWithin(all.energyPerHour.value, 0.8 * 1.4, 1e-12, "the grid delivers it all the same")
    model.facility = .colocation(
      rent: rent, includesPower: false, includesCooling: true, powerUsageEffectiveness: 1.4)
    #expect(try model.breakdown()[.cooling] == .zero)
    #expect(try model.breakdown()[.electricity] > .zero)
  }

  @Test func epochsDepreciationIsItsFormula() {
    // r·ln 10 with r = 0.14: 32.2 % of the value in the first year.
    expectWithin(Depreciation.epoch.yearlyShare, 0.322_361_9, 1e-6)
  }

  @Test(arguments: ["h100", "a100", "l40s", "4090"])
  func breakEvenUtilisationIsTheClosedForm(_ gpu: String) throws {
    let model = try Self.model(gpu)
    let catalogue = try Self.catalogue.get()
    let rent = try #require(try catalogue.gpu(named: gpu).rents.first).perHour.value
    // C is a + b·u, so u* = a/(q − b).
    var idle = model
    idle.utilisation = 1e-9
    var full = model
    full.utilisation = 1
    let a = try idle.breakdown().perHour.double
    let b = try full.breakdown().perHour.double - a
    guard
      case .from(let utilisation, let iterations) = try model.breakEvenUtilisation(
        against: rent)
    else {
      Issue.record("no fixed point for \(gpu)")
      return
    }
    expectWithin(utilisation, a / (rent.perUnit.double - b), 1e-8, gpu)
    #expect(iterations < 40)
    var there = model
    there.utilisation = utilisation
    expectWithin(try there.breakdown().perUsefulHour.double, rent.perUnit.double, 1e-9, gpu)
  }

  @Test func breakEvenSaysWhyThereIsNone() throws {
    let model = try Self.model("h100")
    guard
      case .never(let cost) = try model.breakEvenUtilisation(
        against: USDPerHour(parsing: "0.50"))
    else {
      Issue.record("an H100 for half a dollar")
      return
    }
    #expect(cost > USD(1))
    guard
      case .unsettled(_, 2) = try model.breakEvenUtilisation(
        against: USDPerHour(parsing: "2.69"), limit: 2)
    else {
      Issue.record("two steps are not enough")
      return
    }
    #expect(throws: EconomicsError.self) { try model.breakEvenUtilisation(against: .free) }
  }

  @Test func numbersThatCannotBeAreNamed() throws {
    let good = try Self.model("h100")
    func refused(_ name: String, _ change: (inout CostModel) -> Void) {
      var model = good
      change(&model)
      let error = #expect(throws: EconomicsError.self) { try model.breakdown() }
      #expect("\(error, default: "none")".contains(name))
    }
    refused("utilisation") { $0.utilisation = 0 }
    refused("utilisation") { $0.utilisation = 1.01 }
    refused("utilisation") { $0.utilisation = .nan }
    refused("power usage effectiveness") { $0.facility = .own(powerUsageEffectiveness: 0.9) }
    refused("load power") { $0.power.load = Watts(-1) }
    refused("idle power") { $0.power.idle = Watts(.infinity) }
    refused("traffic") { $0.traffic = Quantity(.nan) }
    refused("GPUs per engineer") { $0.staffing?.gpusPerEngineer = 0 }
    refused("life") {
      $0.hardware = .owned(
        capital: USD(1),
        depreciation: .capitalRecovery(years: .zero, costOfCapital: 0.1, residualShare: 0),
        maintenancePerYear: 0)
    }
    refused("residual") {
      $0.hardware = .owned(
        capital: USD(1),
        depreciation: .capitalRecovery(years: Years(4), costOfCapital: 0.1, residualShare: 1.1),
        maintenancePerYear: 0)
    }
    refused("electricity price") { $0.electricity = USDPerKilowattHour(USD(-1)) }
  }
}
