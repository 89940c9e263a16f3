// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

extension Distribution: Codable {
  private enum Key: String, CodingKey {
    case budget, carriedIn, treasury, burned, payable, unspent, withheld, carriedOut, gauges
    case totalWeight, alphaEffective, lines
  }

  /// Reads the fields. A distribution written before there were caps and gauges has none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    budget = try container.decode(UInt256.self, forKey: .budget)
    carriedIn = try container.decode(UInt256.self, forKey: .carriedIn)
    treasury = try container.decode(UInt256.self, forKey: .treasury)
    burned = try container.decode(UInt256.self, forKey: .burned)
    payable = try container.decode(UInt256.self, forKey: .payable)
    unspent = try container.decode(UInt256.self, forKey: .unspent)
    withheld = try container.decodeIfPresent(UInt256.self, forKey: .withheld) ?? .zero
    carriedOut = try container.decode(UInt256.self, forKey: .carriedOut)
    gauges = try container.decodeIfPresent(GaugeWeights.self, forKey: .gauges) ?? .neutral
    totalWeight = try container.decode(UInt256.self, forKey: .totalWeight)
    alphaEffective = try container.decode(Ratio.self, forKey: .alphaEffective)
    lines = try container.decode(DistributionLines.self, forKey: .lines)
  }

  /// Writes the fields; what caps withheld and gauges only where there are any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(budget, forKey: .budget)
    try container.encode(carriedIn, forKey: .carriedIn)
    try container.encode(treasury, forKey: .treasury)
    try container.encode(burned, forKey: .burned)
    try container.encode(payable, forKey: .payable)
    try container.encode(unspent, forKey: .unspent)
    if !withheld.isZero { try container.encode(withheld, forKey: .withheld) }
    try container.encode(carriedOut, forKey: .carriedOut)
    if gauges != .neutral { try container.encode(gauges, forKey: .gauges) }
    try container.encode(totalWeight, forKey: .totalWeight)
    try container.encode(alphaEffective, forKey: .alphaEffective)
    try container.encode(lines, forKey: .lines)
  }
}
