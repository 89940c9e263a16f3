// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

extension EfficiencyFactor: Codable {
  private enum Key: String, CodingKey {
    case origin, eta, base, measured
  }

  private enum OriginName: String, Codable {
    case measuredDurations, measuredSpeeds, given, noBase
  }

  /// Reads a factor; one that does not follow from its origin is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let eta = try container.decode(Ratio.self, forKey: .eta)
    let origin: Origin =
      switch try container.decode(OriginName.self, forKey: .origin) {
      case .measuredDurations:
        .measured(
          base: try container.decode(UInt64.self, forKey: .base),
          measured: try container.decode(UInt64.self, forKey: .measured))
      case .measuredSpeeds:
        .measuredSpeeds(
          base: try container.decode(Ratio.self, forKey: .base),
          measured: try container.decode(Ratio.self, forKey: .measured))
      case .given: .given
      case .noBase: .noBase
      }
    do throws(RewardsError) {
      try self.init(origin: origin, ratio: eta)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
    guard ratio == eta else {
      throw DecodingError.dataCorruptedError(
        forKey: .eta, in: container,
        debugDescription: "The efficiency \(eta) is not the \(ratio) of its origin.")
    }
  }

  /// Writes the factor, its origin and what was measured.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(ratio, forKey: .eta)
    switch origin {
    case .measured(let base, let measured):
      try container.encode(OriginName.measuredDurations, forKey: .origin)
      try container.encode(base, forKey: .base)
      try container.encode(measured, forKey: .measured)
    case .measuredSpeeds(let base, let measured):
      try container.encode(OriginName.measuredSpeeds, forKey: .origin)
      try container.encode(base, forKey: .base)
      try container.encode(measured, forKey: .measured)
    case .given:
      try container.encode(OriginName.given, forKey: .origin)
    case .noBase:
      try container.encode(OriginName.noBase, forKey: .origin)
    }
  }
}
