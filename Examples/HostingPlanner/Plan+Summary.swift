// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics

extension Plan {
  /// The plan for machines.
  struct Summary: Codable {
    struct Offer: Codable {
      let provider: String
      let perMillionTokens: USDPerMillionTokens
      let date: String
      let note: String
    }

    let schema: Int
    let gpu: String
    let gpus: Int
    let model: String
    let site: String
    let utilisation: Double
    let costPerHour: USD
    let costPerUsefulHour: USD
    let costByFactor: [String: USD]
    let fits: Bool
    let tokensPerSecond: Double?
    let perMillionTokens: USDPerMillionTokens?
    let joulesPerToken: Double?
    let gramsPerToken: Double?
    let offers: [Offer]
    let isAPICheaper: Bool?
    let breakEvenAlpha: Ratio
    let annualReturn: Double
    let assumptions: [Assumption]
  }

  var summary: Summary {
    Summary(
      schema: 1, gpu: gpu.id, gpus: serving.gpus, model: model.id, site: site.id,
      utilisation: breakdown.utilisation, costPerHour: breakdown.perHour,
      costPerUsefulHour: breakdown.perUsefulHour,
      costByFactor: Dictionary(
        uniqueKeysWithValues: breakdown.lines.map { ($0.factor.rawValue, $0.perHour) }),
      fits: work != nil, tokensPerSecond: outcome.estimate?.rate.value,
      perMillionTokens: work?.perMillionTokens, joulesPerToken: work?.energyPerToken.value,
      gramsPerToken: work?.carbonPerToken.value,
      offers: model.offers.map {
        Summary.Offer(
          provider: $0.provider, perMillionTokens: $0.output.value, date: $0.output.date,
          note: $0.note)
      }, isAPICheaper: isAPICheaper, breakEvenAlpha: alpha, annualReturn: annualReturn,
      assumptions: assumptions)
  }
}
