// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics

/// A model on GPUs with what that costs and what the token has to pay for it.
struct Plan {
  let gpu: GPUEntry
  let model: ModelEntry
  let site: SiteEntry
  let isRented: Bool
  let costModel: CostModel
  let breakdown: CostBreakdown
  let serving: ServingPlan
  let outcome: ServingOutcome
  /// What a million tokens cost; nil where the model does not fit.
  let work: CostOfWork?
  /// From what utilisation on owning is cheaper than the newest rent; nil for a rented GPU and where no
  /// rent is known.
  let breakEven: (rent: GPUEntry.Rent, from: BreakEvenUtilisation)?
  let position: StakedGPU
  let alpha: Ratio
  let annualReturn: Double
  let sensitivity: [Sensitivity]
  let assumptions: [Assumption]

  init(_ wishes: Wishes, from catalogue: Catalogue) throws {
    guard (1...1024).contains(wishes.gpus) else { throw PlanError.gpus(wishes.gpus) }
    guard let eta = Ratio(wishes.eta), Ratio.one <= eta, eta <= Ratio(10) else {
      throw PlanError.eta(wishes.eta)
    }
    gpu = try catalogue.gpu(named: wishes.gpu)
    model = try catalogue.model(named: wishes.model)
    site = try catalogue.site(named: wishes.site ?? gpu.site)
    guard model.shape.isDecoder else { throw PlanError.encoder(model.title) }
    if wishes.rent != nil, wishes.capital != nil { throw PlanError.rentAndCapital }

    var priced = gpu
    if let capital = wishes.capital {
      priced.capital = Sourced(
        try USD(parsing: capital), source: "given", date: "given", confidence: .read)
    }
    isRented = wishes.rent != nil
    var model: CostModel
    if let rent = wishes.rent {
      model = catalogue.costModel(renting: priced, for: try USDPerHour(parsing: rent), at: site)
    } else {
      model = try catalogue.costModel(owning: priced, at: site)
    }
    if let electricity = wishes.electricity {
      model.electricity = try USDPerKilowattHour(parsing: electricity)
    }
    if let utilisation = wishes.utilisation { model.utilisation = utilisation }
    costModel = model
    let breakdown = try model.breakdown()
    self.breakdown = breakdown
    sensitivity = try model.sensitivity()
    assumptions = Self.assumptions(
      catalogue.assumptions(of: gpu, at: site), wishes, capital: priced.capital?.value)

    serving = ServingPlan(
      model: self.model.shape, accelerator: gpu.accelerator, gpus: wishes.gpus,
      batch: wishes.batch, prompt: wishes.prompt, output: wishes.output,
      bytesPerWeight: wishes.bytesPerWeight)
    outcome = try serving.estimate()
    work = try outcome.estimate.map { estimate in
      try breakdown.costOfWork(gpus: wishes.gpus, rate: estimate.rate)
    }
    if !isRented, let rent = gpu.rents.first {
      breakEven = (rent, try model.breakEvenUtilisation(against: rent.perHour.value))
    } else {
      breakEven = nil
    }
    position = StakedGPU(
      costPerHour: breakdown.perHour, stake: try TokenUnits.parse(wishes.stake),
      tokenPrice: try USD(parsing: wishes.tokenPrice), eta: eta, round: Hours(wishes.round),
      requiredReturn: wishes.requiredReturn)
    alpha = try position.breakEvenAlpha()
    annualReturn = try position.annualReturn(alpha: alpha)
  }

  /// The cheapest offer of the model, where one is known.
  var cheapestOffer: ModelEntry.Offer? {
    model.offers.min { $0.output.value < $1.output.value }
  }

  /// Whether an API is cheaper than hosting so; nil where that cannot be said.
  var isAPICheaper: Bool? {
    guard let work, let offer = cheapestOffer else { return nil }
    return offer.output.value < work.perMillionTokens
  }

  /// The catalogue's numbers, those that were given in their place, and without those that a rented GPU
  /// does not rest on.
  private static func assumptions(
    _ listed: [Assumption], _ wishes: Wishes, capital: USD?
  ) -> [Assumption] {
    func given(_ name: String, _ value: String) -> Assumption {
      Assumption(
        name: name, value: value, source: "given on the command line", date: "—", confidence: .read)
    }
    var all: [Assumption] = []
    if let rent = wishes.rent { all.append(given("rent", "$\(rent)/h")) }
    let isOwned = wishes.rent == nil
    if isOwned, let capital, wishes.capital != nil {
      all.append(given("capital per GPU", "\(capital)"))
    }
    let ownersOnly: Set<String> = [
      "capital per GPU", "life", "cost of capital", "residual share", "maintenance share",
      "electricity",
    ]
    for line in listed {
      switch line.name {
      case "capital per GPU" where wishes.capital != nil: continue
      case let name where !isOwned && (ownersOnly.contains(name) || name.hasPrefix("rent, ")):
        continue
      case "electricity":
        let own = wishes.electricity.map { given(line.name, "$" + $0 + "/kWh") }
        all.append(own ?? line)
      case "utilisation": all.append(wishes.utilisation.map { given(line.name, "\($0)") } ?? line)
      default: all.append(line)
      }
    }
    return all
  }
}
