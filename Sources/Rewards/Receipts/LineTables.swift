// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The models and efficiencies of lines, each once, numbered in the order of the lines that first have
/// them: a receipt of a million lines names a model once.
struct LineTables {
  private(set) var models: [ModelID] = []
  private(set) var etas: [EfficiencyFactor] = []
  private var modelNumbers: [ModelID: UInt32] = [:]
  private var etaNumbers: [EfficiencyFactor: UInt32] = [:]
  private var last: (model: ModelID, number: UInt32)?
  private var lastEta: (eta: EfficiencyFactor, number: UInt32)?

  /// The number of each line's model and efficiency, where the tables were made of lines.
  private(set) var modelOf: [UInt32] = []
  private(set) var etaOf: [UInt32] = []

  init() {}

  /// The tables of lines that are written.
  init(_ lines: DistributionLines) {
    modelOf.reserveCapacity(lines.count)
    etaOf.reserveCapacity(lines.count)
    for index in lines.indices {
      let input = lines.input(at: index)
      modelOf.append(number(of: input.model))
      etaOf.append(number(of: input.eta))
    }
  }

  /// The number of a model, a new one where it has none.
  mutating func number(of model: ModelID) -> UInt32 {
    if let last, last.model == model { return last.number }
    let number = modelNumbers[model] ?? UInt32(truncatingIfNeeded: models.count)
    if Int(number) == models.count {
      models.append(model)
      modelNumbers[model] = number
    }
    last = (model, number)
    return number
  }

  /// The number of an efficiency, a new one where it has none.
  mutating func number(of eta: EfficiencyFactor) -> UInt32 {
    if let lastEta, lastEta.eta == eta { return lastEta.number }
    let number = etaNumbers[eta] ?? UInt32(truncatingIfNeeded: etas.count)
    if Int(number) == etas.count {
      etas.append(eta)
      etaNumbers[eta] = number
    }
    lastEta = (eta, number)
    return number
  }
}
