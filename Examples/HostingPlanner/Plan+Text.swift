// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics

extension Plan {
  /// The plan for a terminal.
  func text(listsAssumptions: Bool) -> String {
    var text = "\(model.title) on \(serving.gpus) × \(gpu.title), \(site.title)\n\n"
    text += costTable
    text += "\n" + speedLines
    text += "\n" + marketLines
    text += "\n" + tokenLines
    if listsAssumptions {
      text += "\nWhat this rests on:\n"
      for line in assumptions {
        text += "  " + Self.left(line.name, 24) + Self.left(line.value, 22)
        text += Self.left(line.date, 12) + Self.left(line.confidence.rawValue, 10)
        text += line.source + "\n"
      }
    }
    return text
  }

  private var costTable: String {
    var text = "Cost of a GPU-hour\(isRented ? ", rented" : ", owned")"
    text += " (utilisation \(Figures.fixed(breakdown.utilisation * 100, 0)) %):\n"
    for line in breakdown.lines {
      text += "  " + Self.left(line.factor.title, 32)
      text += Self.right(line.perHour.text(digits: 4), 10)
      text += Self.right(Figures.fixed(breakdown.share(of: line.factor) * 100, 1), 7) + " %\n"
    }
    text += "  " + Self.left("by the clock", 32)
    text += Self.right(breakdown.perHour.text(digits: 4), 10) + "\n"
    text += "  " + Self.left("of useful work", 32)
    text += Self.right(breakdown.perUsefulHour.text(digits: 4), 10) + "\n"
    text += "  " + Self.left("energy, carbon", 32)
    text += "\(Figures.fixed(breakdown.energyPerHour.value, 3)) kWh, "
    text += "\(Figures.fixed(breakdown.carbonPerHour.grams.value, 0)) g\n"
    if site.engineer == nil { text += "  Nobody's time is paid here: a convention, not a fact.\n" }
    if let breakEven {
      let rent = "\(breakEven.rent.perHour.value.perUnit.text(digits: 2))/h of"
      text += "  Against a rent of \(rent) \(breakEven.rent.provider)"
      text += " (\(breakEven.rent.perHour.date)) owning pays "
      switch breakEven.from {
      case .from(let utilisation, _):
        text += "from \(Figures.fixed(utilisation * 100, 1)) % use on.\n"
      case .never(let cost): text += "never: full use costs \(cost.text(digits: 2)) an hour.\n"
      case .unsettled: text += "at no use that could be found.\n"
      }
    }
    return text
  }

  private var speedLines: String {
    switch outcome {
    case .fits(let estimate):
      var text = "Speed at a batch of \(Figures.fixed(serving.batch, 0)):\n"
      text += "  \(Figures.grouped(estimate.rate.value, 0)) tokens per second, a step in "
      text += "\(Figures.fixed(estimate.step.value * 1000, 2)) ms, "
      text += "\(Figures.fixed(estimate.memory.value, 1)) of "
      text += "\(Figures.fixed(estimate.available.value, 1)) GB\n"
      text += "  An estimate from the roofline: measured servers were within 15 % of it.\n"
      return text
    case .doesNotFit(let needed, let available, let largest):
      var text = "It does not fit: \(Figures.fixed(needed.value, 1)) GB are needed, "
      text += "\(Figures.fixed(available.value, 1)) GB are usable.\n"
      let weights = model.shape.weightBytes(bytesPerWeight: serving.bytesPerWeight).gigabytes
      let gpus = (weights.value / (gpu.memory.value * ServingPlan.usableMemory)).rounded(.up)
      text +=
        largest > 0
        ? "  A batch of \(largest) fits: --batch \(largest).\n"
        : "  The weights alone need \(Figures.fixed(gpus, 0)) GPUs: --gpus, or --bytes-per-weight 1.\n"
      return text
    }
  }

  private var marketLines: String {
    guard let work else { return "No cost of tokens: nothing is served.\n" }
    var text = "A million tokens:\n"
    let own = work.perMillionTokens.perUnit
    text += "  " + Self.left("here", 32) + Self.right(own.text(digits: 4), 10)
    text += "   \(Figures.fixed(work.energyPerToken.value, 3)) J and "
    text += "\(Figures.fixed(work.carbonPerToken.value * 1e6, 1)) µg CO₂ a token\n"
    for offer in model.offers.sorted(by: { $0.output.value < $1.output.value }) {
      text += "  " + Self.left("\(offer.provider) (\(offer.note))", 32)
      text += Self.right(offer.output.value.perUnit.text(digits: 4), 10)
      text += "   \(offer.output.date)\n"
    }
    switch isAPICheaper {
    case true?:
      let times = own.double / max(1e-12, cheapestOffer?.output.value.perUnit.double ?? 1)
      text += "  An API is cheaper: hosting so costs \(Figures.fixed(times, 1)) times as much.\n"
    case false?: text += "  Hosting so is cheaper than every API listed.\n"
    case nil: text += "  No API price of this model is in the catalogue.\n"
    }
    return text
  }

  private var tokenLines: String {
    let stake = TokenAmount.format(position.stake, decimals: TokenUnits.decimals)
    var text = "With \(stake) tokens at \(position.tokenPrice.text(digits: 2)) staked"
    text += ", η \(position.eta) as given:\n"
    let value = TokenUnits.double(alpha.numerator) / TokenUnits.double(alpha.denominator)
    text += "  α* = \(Figures.fixed(value, 6)) tokens per staked token and round of "
    text += "\(Figures.fixed(position.round.value, 0)) h, without any fees\n"
    text += "  APR at α* \(Figures.fixed(annualReturn * 100, 0)) %"
    text += annualReturn > 1 ? ": a break-even on subsidy alone does not last.\n" : "\n"
    return text
  }

  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
