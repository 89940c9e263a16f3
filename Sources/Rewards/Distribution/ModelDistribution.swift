// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// D(R) of one model: what its lines get together. Amounts are base units.
public struct ModelDistribution: Sendable, Hashable, Codable {
  /// The model.
  public let model: ModelID
  /// The sum of its lines' weights.
  public let weight: UInt256
  /// What its training lines get.
  public let training: UInt256
  /// What its hosting lines get.
  public let hosting: UInt256

  /// What both get.
  public var paid: UInt256 { training + hosting }
}

extension Distribution {
  /// D(R) per model, ascending; the sum over all is ``payable``.
  ///
  /// - Throws: ``RewardsError/arithmetic(_:)`` for lines that no distribution yields.
  /// - Complexity: O(n) in the number of lines.
  public func models() throws(RewardsError) -> [ModelDistribution] {
    var numbers: [ModelID: Int] = [:]
    var models: [(model: ModelID, weight: UInt256, paid: [UInt256])] = []
    for index in lines.indices {
      let input = lines.input(at: index)
      let number = numbers[input.model] ?? models.count
      if number == models.count {
        numbers[input.model] = number
        models.append((input.model, .zero, [.zero, .zero]))
      }
      let lane = Int(input.lane.rawValue)
      models[number].weight = try sum(models[number].weight, lines.weight(at: index))
      models[number].paid[lane] = try sum(models[number].paid[lane], lines.amount(at: index))
    }
    for entry in models { _ = try sum(entry.paid[0], entry.paid[1]) }
    return models.sorted { $0.model < $1.model }.map {
      ModelDistribution(
        model: $0.model, weight: $0.weight, training: $0.paid[0], hosting: $0.paid[1])
    }
  }
}
